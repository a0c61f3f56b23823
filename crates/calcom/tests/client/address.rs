//! What a person may type as an address, and what becomes of it.

use abgleich_calcom::{AddressError, ApiAddress};

#[track_caller]
fn check(input: &str, expected: Result<&str, AddressError>) {
    let actual = ApiAddress::parse(input);
    assert_eq!(
        actual.as_ref().map(ApiAddress::as_str).map_err(|e| *e),
        expected,
        "input: {input:?}"
    );
    if let Ok(address) = actual {
        let again = ApiAddress::parse(address.as_str());
        assert_eq!(
            again.as_ref(),
            Ok(&address),
            "the kept form must lead to itself"
        );
    }
}

#[test]
fn spellings_of_an_address_become_one() {
    check("https://api.cal.com", Ok("https://api.cal.com"));
    check("  https://api.cal.com/v2/ \n", Ok("https://api.cal.com"));
    check("HTTPS://API.Cal.Com/V2", Ok("https://api.cal.com"));
    check("api.cal.com", Ok("https://api.cal.com"));
    check("https://api.cal.com:443/v2", Ok("https://api.cal.com"));
    check("https:/api.cal.com", Ok("https://api.cal.com"));
    check(
        "https://cal.example.org/api",
        Ok("https://cal.example.org/api"),
    );
    check(
        "https://cal.example.org/api/",
        Ok("https://cal.example.org/api"),
    );
    check(
        "https://cal.example.org/api/v2",
        Ok("https://cal.example.org/api"),
    );
    check(
        "https://cal.example.org/api/v2/v2//",
        Ok("https://cal.example.org/api"),
    );
    check(
        "https://cal.example.org/apiv2",
        Ok("https://cal.example.org/apiv2"),
    );
    check(
        "cal.example.org:8443/v2",
        Ok("https://cal.example.org:8443"),
    );
    check("https://übung.example", Ok("https://xn--bung-zra.example"));
}

#[test]
fn web_addresses_of_the_clouds_lead_to_their_apis() {
    for web in [
        "cal.com",
        "app.cal.com",
        "https://cal.com/",
        "www.cal.com",
        "https://app.cal.com/settings/keys",
    ] {
        check(web, Ok("https://api.cal.com"));
    }
    for web in [
        "cal.eu",
        "https://app.cal.eu/v2",
        "https://cal.eu/dr-mueller",
    ] {
        check(web, Ok("https://api.cal.eu"));
    }
    check(
        "https://cal.com.example.org",
        Ok("https://cal.com.example.org"),
    );
    check("https://cal.com:8443", Ok("https://cal.com:8443"));
    assert_eq!(
        ApiAddress::parse("app.cal.eu").unwrap().host(),
        "api.cal.eu"
    );
}

#[test]
fn http_stays_on_this_machine() {
    check("http://127.0.0.1:4017/v2", Ok("http://127.0.0.1:4017"));
    check("http://127.8.9.10", Ok("http://127.8.9.10"));
    check("http://localhost:3000", Ok("http://localhost:3000"));
    check("http://[::1]:3000/", Ok("http://[::1]:3000"));
    check("localhost:3000", Ok("https://localhost:3000"));
    for elsewhere in [
        "http://api.cal.com",
        "http://192.168.1.5",
        "http://localhost.example.org",
        "http://[::2]",
        "http://128.0.0.1",
    ] {
        check(elsewhere, Err(AddressError::HttpNotLoopback));
    }
    assert!(
        ApiAddress::parse("http://[::1]:3000")
            .unwrap()
            .is_loopback()
    );
    assert!(
        ApiAddress::parse("https://localhost")
            .unwrap()
            .is_loopback()
    );
    assert!(
        !ApiAddress::parse("https://api.cal.com")
            .unwrap()
            .is_loopback()
    );
}

#[test]
fn each_reason_has_its_name() {
    for (input, error, code) in [
        ("", AddressError::Empty, "empty"),
        (" \t", AddressError::Empty, "empty"),
        ("https://cal .example", AddressError::NotAUrl, "not_a_url"),
        ("https:\\\\cal.example", AddressError::NotAUrl, "not_a_url"),
        ("/v2", AddressError::NotAUrl, "not_a_url"),
        ("//cal.example", AddressError::NotAUrl, "not_a_url"),
        (
            "https://cal.example:99999",
            AddressError::NotAUrl,
            "not_a_url",
        ),
        ("cal.exa\u{7}mple", AddressError::NotAUrl, "not_a_url"),
        ("ftp://cal.example", AddressError::Scheme, "scheme"),
        ("file:///etc/passwd", AddressError::Scheme, "scheme"),
        (
            "http://cal.example",
            AddressError::HttpNotLoopback,
            "http_not_loopback",
        ),
        (
            "https://user@cal.example",
            AddressError::Credentials,
            "credentials",
        ),
        (
            "user:secret@cal.example",
            AddressError::Credentials,
            "credentials",
        ),
        (
            "https://cal.example/?key=cal_1",
            AddressError::QueryOrFragment,
            "query_or_fragment",
        ),
        (
            "https://cal.example#x",
            AddressError::QueryOrFragment,
            "query_or_fragment",
        ),
        (
            "cal.example?to=http://x",
            AddressError::QueryOrFragment,
            "query_or_fragment",
        ),
        ("https://", AddressError::NoHost, "no_host"),
    ] {
        check(input, Err(error));
        assert_eq!(error.code(), code);
    }
    check(&"a".repeat(3000), Err(AddressError::NotAUrl));
}

#[test]
fn in_json_it_is_a_text_that_is_checked() {
    let address: ApiAddress = serde_json::from_str(r#""cal.com""#).unwrap();
    assert_eq!(
        serde_json::to_string(&address).unwrap(),
        r#""https://api.cal.com""#
    );
    assert!(serde_json::from_str::<ApiAddress>(r#""http://cal.com""#).is_err());
    assert_eq!(
        "cal.com".parse::<ApiAddress>().unwrap().to_string(),
        "https://api.cal.com"
    );
}
