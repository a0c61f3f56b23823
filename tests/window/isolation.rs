//! What the page may not do: calls outside of the list, code from text, the network.

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{Practice, massage_world};
use serde_json::{Value, json};

/// Calls a command past `backend.js`; answers `passed: …`, `refused: …` or, after 5 s, `hangs`.
async fn call(page: &Page, command: &str, arguments: Value) -> String {
    let script = "const [command, args, done] = arguments;
        const late = new Promise((resolve) => setTimeout(() => resolve('hangs'), 5000));
        const call = window.__TAURI_INTERNALS__.invoke(command, args).then(
            (value) => `passed: ${JSON.stringify(value).slice(0, 60)}`,
            (error) => `refused: ${JSON.stringify(error)}`,
        );
        Promise.race([call, late]).then(done)";
    let answer = page
        .driver
        .execute_async(script, vec![json!(command), arguments])
        .await
        .unwrap();
    answer.json().as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_listed_commands_pass_and_nothing_else_reaches_out() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;

    let texts = call(page, "texts", json!({"language": "de"})).await;
    assert!(
        texts.starts_with("passed: \"# Texte von Abgleich"),
        "the negative control: {texts}"
    );
    for command in [
        "no_such_command",
        "refused",
        "plugin:notification|notify",
        "plugin:opener|open_url",
        "plugin:window|close",
        "plugin:event|emit",
        "plugin:app|version",
    ] {
        let answer = call(page, command, json!({})).await;
        assert!(answer.starts_with("refused: "), "{command}: {answer}");
    }
    // The page still hears and is heard.
    let texts = call(page, "texts", json!({"language": "en"})).await;
    assert!(texts.starts_with("passed: "), "{texts}");

    for code in [
        "eval('1 + 1')",
        "new Function('return 1 + 1')()",
        "setTimeout('1 + 1')",
    ] {
        let script = format!(
            "const broken = [];
             document.addEventListener('securitypolicyviolation', (event) => broken.push(event.effectiveDirective));
             const done = arguments[0];
             try {{ {code}; }} catch (error) {{ /* refused */ }}
             setTimeout(() => done(broken), 100)"
        );
        let answer = page.driver.execute_async(script, Vec::new()).await.unwrap();
        assert_eq!(answer.json(), &json!(["script-src"]), "{code}");
    }

    practice.calcom.clear_requests();
    let address = practice.calcom.address();
    let fetch = "const [url, done] = arguments;
        document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective));
        fetch(url).then(() => done('answered'), () => setTimeout(() => done('failed'), 2000))";
    let answer = page
        .driver
        .execute_async(fetch, vec![json!(address)])
        .await
        .unwrap();
    assert_eq!(answer.json(), &json!("connect-src"));
    assert!(
        practice.calcom.requests().is_empty(),
        "it did not leave the page"
    );

    let globals = "return ['__TAURI__', 'axe'].filter((name) => name in window)";
    assert_eq!(page.value(globals).await, json!([]));
    let frozen =
        "try { Object.prototype.polluted = 1 } catch {} return Object.isFrozen(Object.prototype)";
    assert_eq!(page.value(frozen).await, json!(true));
}
