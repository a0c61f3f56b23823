# Texte von Abgleich auf Deutsch: Fenster, Mitteilungen, Infobereich und Kommandozeile lesen diese Datei.
# Zahlen, Beträge, Daten und Uhrzeiten kommen fertig formatiert herein (Region), nur Anzahlen ($count, $tries …) als Zahl.

## Einheiten und Zeiten

minutes = { $count } Min.
minutes-spoken = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
  }
minutes-list = { $list } Min.
time-of-day = { $time } Uhr
time-date = { $date }, { $time } Uhr
time-today = heute, { $time } Uhr
time-yesterday = gestern, { $time } Uhr
ago-now = gerade eben
ago-minutes = vor { $count } Min.
ago-hours = vor { $count } Std.
ago-yesterday = gestern
age-now = gerade eben
age-minutes = seit { $count } Min.
age-hours = seit { $count } Std.
age-days = { $count ->
    [one] seit { $count } Tag
   *[other] seit { $count } Tagen
  }
countdown = noch { $clock }
value-unset = –
value-unknown = nicht bekannt
value-listed = auf der Buchungsseite
value-hidden = nicht auf der Buchungsseite
value-no-price = in Cal.com keiner
value-empty = leer
with-account = { $account }: { $text }

## Felder

field-title = Name
field-description = Beschreibung
field-length = Dauer
field-length_options = Wählbare Dauern
field-buffer_before = Puffer davor
field-buffer_after = Puffer danach
field-seats = Plätze je Termin
field-layouts = Ansichten der Buchungsseite
field-confirmation = Bestätigung der Buchungen
field-hidden = Sichtbarkeit
field-price = Preis
field-currency = Währung
field-category = Kategorie
field-link_title = Titel in Cal.com
field-slug = Adresse der Buchungsseite
change = { $field } { $from } → { $to }
change-to = { $field } → { $to }
change-spoken = { $field } von { $from } auf { $to }
change-to-spoken = { $field } auf { $to }
change-is-spoken = { $field }: { $to }

## Status

status-unlinked = Nicht verknüpft
status-never = Noch nicht verglichen
status-outdated = { $count ->
    [one] Hier geändert ({ $count } Feld)
   *[other] Hier geändert ({ $count } Felder)
  }
status-outdated-spoken = { $count ->
    [one] hier geändert, { $count } Feld
   *[other] hier geändert, { $count } Felder
  }
status-pending = In Warteschlange
status-pending-edited = Wartet – spätere Änderung fehlt
status-pending-paused = Angehalten
status-waiting_network = Wartet auf Verbindung
status-retry = Neuer Versuch folgt
status-retry-at = Neuer Versuch um { $time }
status-syncing = Wird synchronisiert …
status-syncing-edited = Wird synchronisiert – spätere Änderung fehlt
status-synced = Synchronisiert
status-synced-ago = Synchronisiert · { $ago }
status-synced-checked = Synchronisiert · zuletzt geprüft { $ago }
status-price = Preis abweichend
status-changed_in_calcom = In Cal.com geändert
status-changed_in_calcom-both = Hier und in Cal.com geändert
status-blocked = Braucht Aufmerksamkeit
status-blocked-key = Neuer API-Schlüssel nötig
status-blocked-keyring = Passwortspeicher gesperrt
status-blocked-keyring_absent = Kein Passwortspeicher
status-blocked-managed = Vom Team vorgegeben
status-blocked-other_account = Gehört zu einem anderen Konto
status-blocked-forbidden = Keine Berechtigung
status-blocked-disconnected = Konto getrennt
status-error = Fehlgeschlagen
status-error-not_found = In Cal.com nicht gefunden
status-error-not_stored = Fehlgeschlagen

## Gründe: Titel (Folge), Ursache, Knopf

reason-offline-title = Keine Internetverbindung
reason-offline-cause = Wird automatisch nachgeholt.
reason-offline-action = Erneut prüfen
reason-portal-title = WLAN-Anmeldung nötig
reason-portal-cause = Öffnen Sie die Anmeldeseite Ihres Netzes.
reason-portal-action = Anmeldeseite öffnen
reason-tls_intercepted-title = Sichere Verbindung nicht möglich
reason-tls_intercepted-cause = Ein Gerät im Netz unterbricht die Verschlüsselung. Bitte wenden Sie sich an Ihre IT-Betreuung.
reason-tls_intercepted-action = Details kopieren
reason-unreachable-title = Cal.com ist gerade nicht erreichbar
reason-unreachable-cause = Wird automatisch nachgeholt.
reason-unreachable-action = Erneut prüfen
reason-key_rejected-title = API-Schlüssel wird nicht mehr angenommen
reason-key_rejected-cause = Cal.com kennt ihn nicht mehr.
reason-key_rejected-action = API-Schlüssel ersetzen
reason-key_expired-title = API-Schlüssel abgelaufen
reason-key_expired-cause = Bitte legen Sie in Cal.com einen neuen an.
reason-key_expired-action = API-Schlüssel ersetzen
reason-keyring_locked-title = { $platform ->
    [windows] Die Windows-Anmeldeinformationsverwaltung ist gesperrt
   *[other] Der Schlüsselbund ist gesperrt
  }
reason-keyring_locked-cause = Bitte entsperren, dann geht es weiter.
reason-keyring_locked-action = Erneut versuchen
reason-keyring_absent-title = Kein Passwortspeicher gefunden
reason-keyring_absent-cause = Der API-Schlüssel kann nicht dauerhaft gespeichert werden.
reason-keyring_absent-action = Nur bis zum Beenden merken
reason-rate_limited-title = Cal.com bittet um eine Pause
reason-rate_limited-cause = Weiter um { $until }, Sie müssen nichts tun.
reason-changed_in_calcom-title = In Cal.com wurde etwas geändert
reason-changed_in_calcom-cause = Geändert in Cal.com: { $fields }. Es wurde nichts überschrieben.
reason-changed_in_calcom-action = Vergleichen …
reason-not_owned-title = Termintyp gehört zu einem anderen Konto
reason-not_owned-cause = Es wurde nichts gesendet.
reason-not_owned-action = Anderen Termintyp verknüpfen
reason-not_found-title = Termintyp nicht gefunden
reason-not_found-cause = Der Termintyp wurde gelöscht oder gehört nicht mehr zu diesem Konto.
reason-not_found-action = Neu verknüpfen
reason-managed_by_team-title = Vom Team vorgegeben
reason-managed_by_team-cause = Ändern lässt sich nur die Team-Vorlage.
reason-managed_by_team-cause-named = Ändern lässt sich nur die Team-Vorlage (Event Type ID { $template }).
reason-managed_by_team-cause-template = Ändern lässt sich nur die Team-Vorlage „{ $template }“.
reason-managed_by_team-action = Mit der Vorlage verknüpfen
reason-forbidden-title = Keine Berechtigung für diesen Termintyp
reason-forbidden-cause = Der Termintyp gehört einem Team oder einem anderen Cal.com-Konto.
reason-forbidden-action = Konto prüfen
reason-rejected-title = { $field ->
    [title] Cal.com hat den Namen nicht angenommen
    [description] Cal.com hat die Beschreibung nicht angenommen
    [length] Cal.com hat die Dauer nicht angenommen
    [length_options] Cal.com hat die wählbaren Dauern nicht angenommen
    [buffer_before] Cal.com hat „Puffer davor“ nicht angenommen
    [buffer_after] Cal.com hat „Puffer danach“ nicht angenommen
    [hidden] Cal.com hat die Sichtbarkeit nicht angenommen
   *[other] Cal.com hat die Änderung nicht angenommen
  }
reason-rejected-cause = Cal.com hat dafür keinen Grund genannt.
reason-rejected-cause-at_least = { $at_least ->
    [one] Erlaubt ist mindestens eine Minute.
   *[other] Erlaubt sind mindestens { $at_least } Minuten.
  }
reason-rejected-cause-at_most = { $at_most ->
    [one] Erlaubt ist höchstens eine Minute.
   *[other] Erlaubt sind höchstens { $at_most } Minuten.
  }
reason-rejected-cause-message = Grund laut Cal.com: „{ $message }“.
reason-rejected-action = Leistung bearbeiten
reason-rejected_without_reason-title = Cal.com hat die Änderung abgelehnt, ohne einen Grund zu nennen
reason-rejected_without_reason-cause = Das kommt bei Störungen vor.
reason-rejected_without_reason-action = Erneut versuchen
reason-retries_used_up-title = { $tries ->
    [4] Cal.com war viermal nicht erreichbar
   *[other] Cal.com war { $tries }-mal nicht erreichbar
  }
reason-retries_used_up-cause = Ihre Änderung ist gespeichert, aber in Cal.com noch nicht bestätigt.
reason-retries_used_up-action = Erneut versuchen
reason-not_confirmed-title = Gesendet, aber in Cal.com nicht angekommen
reason-not_confirmed-cause = Dort steht weiterhin { $value }.
reason-not_confirmed-action = Vergleichen
reason-unexpected_answer-title = Unerwartete Antwort von Cal.com
reason-unexpected_answer-cause = Ob die Änderung angekommen ist, steht nicht fest.
reason-unexpected_answer-action = Vergleichen
reason-crash_loop-title = Senden dreimal abgebrochen
reason-crash_loop-cause = Bitte geben Sie das Diagnosepaket Ihrer IT-Betreuung.
reason-crash_loop-action = Diagnosepaket speichern
reason-server_error-title = Cal.com ist gerade nicht erreichbar
reason-server_error-cause = Nächster Versuch um { $until }.
reason-server_error-action = Jetzt versuchen
reason-outcome_open-title = Ausgang offen – wird geprüft
reason-outcome_open-cause = Vielleicht ist die Änderung schon angekommen. Abgleich prüft das beim nächsten Lesen.
reason-outcome_open-action = Jetzt versuchen
reason-paused-title = Senden ist angehalten
reason-paused-cause = Wartende Änderungen bleiben gespeichert.
reason-paused-action = Fortsetzen
reason-disconnected-title = Cal.com-Konto getrennt
reason-disconnected-cause = Verbinden Sie das Konto neu, dann geht es weiter.
reason-disconnected-action = Konto verbinden
reason-wrong_version-title = Dieser Server antwortet nicht wie erwartet
reason-wrong_version-cause = Er spricht eine andere Version der Programmierschnittstelle; nötig ist API v2. Es wurde nichts geändert.
reason-wrong_version-action = Konto prüfen
reason-dispatch_failed-title = Der Auftrag konnte nicht gespeichert werden
reason-dispatch_failed-cause = Es wurde nichts vorgemerkt und nichts gesendet.
reason-dispatch_failed-action = Erneut versuchen
reason-no_event_type_id-title = Keine Event Type ID
reason-no_event_type_id-cause = Diese Leistung ist noch mit keinem Termintyp verknüpft.
reason-no_event_type_id-action = Verknüpfen …
reason-already_pending-title = Sync läuft bereits
reason-already_pending-cause = Es wird nichts doppelt gesendet.
reason-already_pending-action = Warteschlange ansehen
reason-plan_outdated-title = Die Leistung wurde inzwischen geändert
reason-plan_outdated-cause = Bitte prüfen Sie die neuen Werte.
reason-plan_outdated-action = Erneut prüfen
reason-key_missing-title = API-Schlüssel fehlt
reason-key_missing-cause = Auf diesem Computer ist für dieses Konto kein API-Schlüssel gespeichert.
reason-key_missing-action = API-Schlüssel ersetzen
reason-key_of_another_user-title = API-Schlüssel gehört zu einem anderen Konto
reason-key_of_another_user-cause = Es wurde nichts gesendet.
reason-key_of_another_user-action = API-Schlüssel ersetzen
reason-from_backup-title = Aus einer Sicherung, nicht gesendet
reason-from_backup-cause = Bestätigen Sie die Änderung neu, wenn sie gesendet werden soll.
reason-lifted-title = Nicht mehr verknüpft
reason-lifted-cause = Die Leistung wurde archiviert, die Verknüpfung gelöst oder das Konto wurde getrennt.
reason-unknown-title = Das hat nicht geklappt
reason-unknown-cause = Technischer Grund: { $code }.

## Mitteilungen

notify-queued-title = Synchronisation gestartet
notify-queued-body = „{ $service }“ wird an Cal.com gesendet.
notify-queued_offline-title = Synchronisation vorgemerkt
notify-queued_offline-body = „{ $service }“ wird gesendet, sobald die Verbindung wieder da ist und Abgleich läuft.
notify-queued_held-title = { notify-queued_offline-title }
notify-queued_held-body = „{ $service }“ wartet noch: { $cause }.
notify-success-title = Synchronisation abgeschlossen
notify-success-body = „{ $service }“: Name, Dauer und Puffer stimmen jetzt mit Cal.com überein.
notify-success_price-title = Synchronisation abgeschlossen
notify-success_price-body = „{ $service }“: Name, Dauer und Puffer stimmen jetzt mit Cal.com überein. Nur der Preis in Cal.com weicht noch ab.
notify-no_id-title = Keine Event Type ID
notify-no_id-body = „{ $service }“ hat keine Cal.com Event Type ID. Bitte verknüpfen Sie die Leistung zuerst.
notify-already_running-title = Sync läuft bereits
notify-already_running-body = „{ $service }“: Synchronisation läuft bereits. Es wird nichts doppelt gesendet.
notify-already_waiting-title = Sync läuft bereits
notify-already_waiting-body = „{ $service }“: Synchronisation läuft bereits und wartet, bis sie an der Reihe ist.
notify-already_waiting_network-title = Sync läuft bereits
notify-already_waiting_network-body = „{ $service }“: Synchronisation läuft bereits und wartet auf die Verbindung.
notify-already_waiting_attempt-title = Sync läuft bereits
notify-already_waiting_attempt-body = „{ $service }“: Synchronisation läuft bereits und wartet auf den nächsten Versuch.
notify-failed-title = Synchronisation fehlgeschlagen
notify-failed-body = „{ $service }“: { $cause }
notify-failed_rejected-title = Synchronisation fehlgeschlagen
notify-failed_rejected-body = { $field ->
    [title] „{ $service }“: Cal.com hat den Namen nicht angenommen.
    [description] „{ $service }“: Cal.com hat die Beschreibung nicht angenommen.
    [length] „{ $service }“: Cal.com hat die Dauer nicht angenommen.
    [length_options] „{ $service }“: Cal.com hat die wählbaren Dauern nicht angenommen.
    [buffer_before] „{ $service }“: Cal.com hat „Puffer davor“ nicht angenommen.
    [buffer_after] „{ $service }“: Cal.com hat „Puffer danach“ nicht angenommen.
    [hidden] „{ $service }“: Cal.com hat die Sichtbarkeit nicht angenommen.
   *[other] „{ $service }“: Cal.com hat die Änderung nicht angenommen.
  }
notify-failed_rejected_without_reason-title = Synchronisation fehlgeschlagen
notify-failed_rejected_without_reason-body = „{ $service }“: Cal.com hat die Änderung abgelehnt, ohne einen Grund zu nennen.
notify-failed_retries_used_up-title = Synchronisation fehlgeschlagen
notify-failed_retries_used_up-body = { $tries ->
    [4] „{ $service }“: Cal.com war viermal nicht erreichbar. Ihre Änderung ist gespeichert, aber in Cal.com noch nicht bestätigt.
   *[other] „{ $service }“: Cal.com war { $tries }-mal nicht erreichbar. Ihre Änderung ist gespeichert, aber in Cal.com noch nicht bestätigt.
  }
notify-failed_not_found-title = Synchronisation fehlgeschlagen
notify-failed_not_found-body = „{ $service }“: { reason-not_found-cause }
notify-failed_not_owned-title = Synchronisation fehlgeschlagen
notify-failed_not_owned-body = „{ $service }“: Der Termintyp gehört zu einem anderen Konto. Es wurde nichts gesendet.
notify-failed_managed_by_team-title = Synchronisation fehlgeschlagen
notify-failed_managed_by_team-body = „{ $service }“: Der Termintyp ist vom Team vorgegeben.
notify-failed_forbidden-title = Synchronisation fehlgeschlagen
notify-failed_forbidden-body = „{ $service }“: { reason-forbidden-cause }
notify-failed_changed_in_calcom-title = In Cal.com geändert
notify-failed_changed_in_calcom-body = „{ $service }“ wurde inzwischen in Cal.com geändert. Es wurde nichts überschrieben.
notify-failed_not_confirmed-title = Synchronisation fehlgeschlagen
notify-failed_not_confirmed-body = „{ $service }“: Gesendet, aber in Cal.com nicht angekommen.
notify-failed_unexpected_answer-title = Synchronisation fehlgeschlagen
notify-failed_unexpected_answer-body = „{ $service }“: Unerwartete Antwort von Cal.com. { reason-unexpected_answer-cause }
notify-failed_wrong_version-title = Synchronisation fehlgeschlagen
notify-failed_wrong_version-body = „{ $service }“: { reason-wrong_version-title }.
notify-failed_crash_loop-title = Synchronisation fehlgeschlagen
notify-failed_crash_loop-body = „{ $service }“: Das Senden wurde dreimal abgebrochen.
notify-dispatch_failed-title = Synchronisation fehlgeschlagen
notify-dispatch_failed-body = „{ $service }“: Der Auftrag konnte nicht gespeichert werden. Es wurde nichts vorgemerkt und nichts gesendet.
notify-key-title = Neuer API-Schlüssel nötig
notify-key-body = { $count ->
    [0] Abgleich kann erst wieder mit Cal.com vergleichen, wenn Sie ihn ersetzt haben.
    [one] { $count } Änderung wartet.
   *[other] { $count } Änderungen warten.
  }
notify-keyring_locked-title = { status-blocked-keyring }
notify-keyring_locked-body = { $count ->
    [one] Bitte entsperren, dann wird { $count } Änderung gesendet.
   *[other] Bitte entsperren, dann werden { $count } Änderungen gesendet.
  }
notify-keyring_absent-title = { reason-keyring_absent-title }
notify-keyring_absent-body = { $count ->
    [one] { $count } Änderung wartet. Abgleich kann sich den API-Schlüssel bis zum Beenden merken.
   *[other] { $count } Änderungen warten. Abgleich kann sich den API-Schlüssel bis zum Beenden merken.
  }
notify-key_expires-title = API-Schlüssel läuft bald ab
notify-key_expires-body = Am { $day }.{ month-short } Bitte legen Sie vorher einen neuen an.
month-short = { $month }.
notify-summary_all_ok-title = { $count ->
    [one] { $count } Leistung synchronisiert
   *[other] { $count } Leistungen synchronisiert
  }
notify-summary_all_ok-body = { $count ->
    [one] Sie stimmt mit Cal.com überein.
   *[other] Alle stimmen mit Cal.com überein.
  }
notify-summary_some_ok-title = { $count ->
    [one] { $count } Leistung synchronisiert
   *[other] { $count } Leistungen synchronisiert
  }
notify-summary_some_ok-body = Noch nicht alles davon stimmt mit Cal.com überein.
notify-summary_one_problem-title = { $count ->
    [one] { $count } Leistung synchronisiert
   *[other] { $count } Leistungen synchronisiert
  }
notify-summary_one_problem-body = „{ $service }“ braucht Ihre Aufmerksamkeit.
notify-summary_two_problems-title = { $count ->
    [one] { $count } Leistung synchronisiert
   *[other] { $count } Leistungen synchronisiert
  }
notify-summary_two_problems-body = { $problems } brauchen Ihre Aufmerksamkeit.
notify-summary-two-names = „{ $first }“ und „{ $second }“
notify-changed-title = In Cal.com geändert
notify-changed-body = „{ $service }“: { $change }.
notify-changed_many-title = In Cal.com geändert
notify-changed_many-body = { $count ->
    [one] { $count } Leistung.
   *[other] { $count } Leistungen.
  }
# What the notification of a change made in Cal.com says: one of these per field.
notify-change-title = Name jetzt „{ $to }“
notify-change-length = { $minutes ->
    [one] Dauer jetzt { $minutes } Minute
   *[other] Dauer jetzt { $minutes } Minuten
  }
notify-change-buffer_before = { $minutes ->
    [one] Puffer davor jetzt { $minutes } Minute
   *[other] Puffer davor jetzt { $minutes } Minuten
  }
notify-change-buffer_after = { $minutes ->
    [one] Puffer danach jetzt { $minutes } Minute
   *[other] Puffer danach jetzt { $minutes } Minuten
  }
notify-change-description = Beschreibung geändert
notify-change-length_options = Wählbare Dauern geändert
notify-change-hidden = auf der Buchungsseite jetzt ausgeblendet
notify-change-shown = auf der Buchungsseite jetzt sichtbar
notify-action-queue = Warteschlange
notify-action-link = Verknüpfen
notify-action-view = Ansehen
notify-action-retry = Erneut versuchen
notify-action-details = Details
notify-action-replace_key = API-Schlüssel ersetzen
notify-action-compare = Vergleichen

## Infobereich

tray-account-idle = { $account } – alles gesendet
tray-account-waiting = { $count ->
    [one] { $account } – { $count } Änderung wartet
   *[other] { $account } – { $count } Änderungen warten
  }
tray-open = Öffnen
tray-retry = Jetzt versuchen
tray-quit = Beenden

## Eingaben

error-invalid_name = Bitte geben Sie einen Namen ein.
error-control_characters = Der Name darf keine Zeilenumbrüche und keine Steuerzeichen enthalten.
error-name_too_long = Der Name ist zu lang. Bitte kürzen Sie ihn auf höchstens 255 Zeichen.
error-invalid_duration = Bitte geben Sie eine Dauer von 1 bis { $most } Minuten ein.
error-invalid_buffer = Bitte geben Sie einen Puffer von 0 bis { $most } Minuten ein.
error-invalid_price = Bitte schreiben Sie den Preis so: { $example }.
error-price_too_large = Der Preis ist zu hoch.
error-ambiguous_price = Meinen Sie { $suggestion }?
error-ambiguous_price-hint = Cent schreiben Sie mit { $mark ->
    [comma] Komma
   *[point] Punkt
  }, zum Beispiel { $example }.
error-price_not_in_currency = Der Preis lässt sich so nicht in { $wanted } schreiben. Bitte ändern Sie zuerst den Preis.
error-invalid_currency = Bitte wählen Sie eine Währung.
error-invalid_address = Bitte prüfen Sie die Adresse. Sie beginnt mit https://.
error-description_too_long = Die Beschreibung ist zu lang. Bitte kürzen Sie sie auf höchstens { $longest } Zeichen.
error-category_too_long = Die Kategorie ist zu lang. Bitte kürzen Sie sie auf höchstens 255 Zeichen.
error-invalid_event_type_id = Bitte wählen Sie einen Termintyp oder geben Sie seine Event Type ID ein.
error-invalid_color = Bitte wählen Sie eine der Farben.
error-invalid_date = Bitte geben Sie ein gültiges Datum ein.
error-required = Dieses Feld darf nicht leer sein.
error-invalid_key = Das sieht nicht wie ein API-Schlüssel aus. Bitte kopieren Sie ihn noch einmal vollständig.
error-no_certificates = Dieser Computer kann keine sicheren Verbindungen aufbauen: Die Zertifikate des Systems fehlen. Bitte wenden Sie sich an Ihre IT-Betreuung.
error-already_linked = Schon mit „{ $service }“ verknüpft.
error-archived = Diese Leistung ist archiviert. Holen Sie sie zuerst aus dem Archiv.
error-other_user = Dieser API-Schlüssel gehört zu { $user }. Das Konto „{ $account }“ gehört zu { $owner }. Es wurde nichts geändert.
error-account_exists = Diese Person hat unter dieser Adresse schon das Konto „{ $account }“. Es wurde nichts geändert.
error-contradiction = „{ $service }“ ist mit mehreren Termintypen verknüpft, in denen Verschiedenes steht. Bitte entscheiden Sie einzeln.
error-job_running = Das Senden hat schon begonnen und lässt sich nicht mehr abbrechen.
error-job_finished = Dieser Auftrag ist schon beendet.
error-no_account = Verbinden Sie zuerst ein Cal.com-Konto.
error-demo = In der Demo lässt sich kein eigenes Cal.com-Konto verbinden.
error-cannot_open = Die Seite konnte nicht geöffnet werden.
error-gone = Der Eintrag ist nicht mehr da. Vielleicht wurde er inzwischen gelöscht.
error-database_newer = Daten stammen von einer neueren Version. Bitte installieren Sie die neueste Version von Abgleich.
error-database_damaged = Daten sind beschädigt. Die Datei wurde zur Seite gelegt.
error-network_file_system = Der Datenordner liegt auf einem Netzlaufwerk. Dort sind die Daten nicht sicher. Bitte lassen Sie ihn auf diesen Computer verlegen.
error-cannot_store = { $obstacle ->
    [disk_full] Daten können nicht gespeichert werden. Auf dem Datenträger ist kein Platz mehr.
    [read_only] Daten können nicht gespeichert werden. Der Datenordner ist schreibgeschützt.
    [no_access] Daten können nicht gespeichert werden. Für den Datenordner fehlen Ihnen die Schreibrechte.
   *[other] Daten können nicht gespeichert werden. Kein Speicherplatz oder keine Schreibrechte.
  }
error-unknown = Das hat nicht geklappt. Technischer Grund: { $code }.
error-unknown-for-now = { $title }. Bitte versuchen Sie es gleich noch einmal.

## Bereiche und Rahmen

app-name = Abgleich
app-failed = Abgleich kann nicht geöffnet werden
nav-label = Bereiche
nav-services = Leistungen
nav-queue = Warteschlange
nav-queue-count = { $count ->
    [one] { $count } Auftrag
   *[other] { $count } Aufträge
  }
nav-activity = Verlauf
nav-settings = Einstellungen
nav-help = Hilfe
nav-accounts = { $count ->
    [one] { $count } Konto
   *[other] { $count } Konten
  }
nav-no-account = Kein Cal.com-Konto
nav-all-accounts = Alle Standorte
nav-choose-account = Standort wählen
nav-attention = { $count ->
    [one] { $count } Leistung braucht Ihre Aufmerksamkeit
   *[other] { $count } Leistungen brauchen Ihre Aufmerksamkeit
  }
action-cancel = Abbrechen
action-close = Schließen
action-back = Zurück
action-next = Weiter
action-undo = Rückgängig
action-yes = Ja
action-retry = Erneut versuchen
action-try-now = Jetzt versuchen
action-retrying = Wird versucht …
action-stop-sending = Nicht mehr senden
action-discard = Verwerfen
action-details = Details
action-copy-details = Details kopieren
toast-service = Zur Leistung
action-replace-key = API-Schlüssel ersetzen
action-check-again = Erneut prüfen
action-open-queue = Warteschlange ansehen
action-resume = Fortsetzen
action-dismiss = Meldung schließen
action-save = Speichern
copied = Kopiert.
copied-not = Das Kopieren ist nicht gelungen.
saved = Gespeichert.
saved-not-sent = Gespeichert. Noch nicht an Cal.com gesendet.
field-missed = „{ $service }“: { $field } ist nicht gespeichert
field-missed-open = Zum Feld
shortcut = { $label } ({ $keys })
key-ctrl = Strg
key-shift = Umschalt
shortcut-sync-changed = Alle geänderten synchronisieren
key-enter = Eingabe

## Hinweisleisten

banner-offline = { $count ->
    [0] Keine Internetverbindung. Sie können weiterarbeiten – Änderungen werden gesendet, sobald die Verbindung wieder da ist und Abgleich läuft.
    [one] Keine Internetverbindung. Sie können weiterarbeiten – { $count } Änderung wird gesendet, sobald die Verbindung wieder da ist und Abgleich läuft.
   *[other] Keine Internetverbindung. Sie können weiterarbeiten – { $count } Änderungen werden gesendet, sobald die Verbindung wieder da ist und Abgleich läuft.
  }
banner-offline-paused = Keine Internetverbindung. Sie können weiterarbeiten.
banner-unreachable = { $count ->
    [0] Cal.com ist gerade nicht erreichbar. Sie können weiterarbeiten – Änderungen werden gesendet, sobald Cal.com wieder antwortet.
    [one] Cal.com ist gerade nicht erreichbar. Sie können weiterarbeiten – { $count } Änderung wird gesendet, sobald Cal.com wieder antwortet.
   *[other] Cal.com ist gerade nicht erreichbar. Sie können weiterarbeiten – { $count } Änderungen werden gesendet, sobald Cal.com wieder antwortet.
  }
banner-unreachable-paused = Cal.com ist gerade nicht erreichbar. Sie können weiterarbeiten.
banner-portal = WLAN-Anmeldung nötig. Öffnen Sie die Anmeldeseite Ihres Netzes im Browser, dann werden wartende Änderungen gesendet.
banner-tls_intercepted = Sichere Verbindung nicht möglich. Ein Gerät im Netz unterbricht die Verschlüsselung. Bitte wenden Sie sich an Ihre IT-Betreuung.
banner-paused = { $count ->
    [0] Senden ist angehalten. Es wartet nichts.
    [one] Senden ist angehalten. { $count } Änderung wartet.
   *[other] Senden ist angehalten. { $count } Änderungen warten.
  }
banner-key = { $count ->
    [0] Neuer API-Schlüssel nötig. Bis dahin kann Abgleich nichts mit Cal.com vergleichen.
    [one] Neuer API-Schlüssel nötig. { $count } Änderung wartet.
   *[other] Neuer API-Schlüssel nötig. { $count } Änderungen warten.
  }
banner-key-ends = { $days ->
    [0] API-Schlüssel läuft heute ab ({ $date }). Bitte legen Sie in Cal.com einen neuen an.
    [1] API-Schlüssel läuft morgen ab ({ $date }). Bitte legen Sie in Cal.com vorher einen neuen an.
   *[other] API-Schlüssel läuft in { $days } Tagen ab ({ $date }). Bitte legen Sie in Cal.com vorher einen neuen an.
  }
banner-key-ended = Nach Ihrer Angabe ist der API-Schlüssel am { $date } abgelaufen. Bitte legen Sie in Cal.com einen neuen an.
banner-keyring = { $count ->
    [0] Der Passwortspeicher ist gesperrt. Bitte entsperren, dann geht es weiter.
    [one] Der Passwortspeicher ist gesperrt. Bitte entsperren, dann wird { $count } Änderung gesendet.
   *[other] Der Passwortspeicher ist gesperrt. Bitte entsperren, dann werden { $count } Änderungen gesendet.
  }
demo-label = Demo – nichts wird an Cal.com gesendet
demo-end = Demo beenden
demo-try = Störungen ausprobieren
demo-intro = Die Demo spielt Cal.com auf diesem Computer nach. Schalten Sie ein, was Sie ausprobieren möchten:
demo-offline = Ohne Verbindung
demo-slow = Langsame Verbindung
demo-key_expired = API-Schlüssel abgelaufen
demo-rate_limited = Cal.com bittet um eine Pause
demo-rejected = Cal.com lehnt einen Wert ab
demo-foreign_edit = Änderung in Cal.com auslösen
demo-key-text = Im Alltag fügen Sie hier den neuen API-Schlüssel ein, den Sie in Cal.com angelegt haben. In der Demo setzt Abgleich selbst einen ein.
demo-key-take = Schlüssel einsetzen

## Leistungen: Liste

services-title = Leistungen
services-new = Neu
services-new-hint = Neue Leistung
services-compare = Mit Cal.com vergleichen
services-comparing = Wird mit Cal.com verglichen …
services-compared = Mit Cal.com verglichen.
services-search = Suchen
services-search-clear = Suche leeren
services-filter = Filter
services-filter-all = Alle
services-filter-outdated = Hier geändert
services-filter-attention = Braucht Aufmerksamkeit
services-filter-archived = Archiviert
services-sort = Sortieren: { $by }
services-sort-name = Name
services-sort-status = Status
services-sort-duration = Dauer
services-sort-price = Preis
services-column-status = Status
services-list = Liste der Leistungen
services-count = { $count ->
    [0] Keine Leistungen
    [one] { $count } Leistung
   *[other] { $count } Leistungen
  }
services-pick = Mehrere Leistungen auswählen
services-pick-all = Alle auswählen
services-pick-done = Auswahl beenden
services-picked = { $count ->
    [0] Noch nichts ausgewählt
    [one] 1 ausgewählt
   *[other] { $count } ausgewählt
  }
services-picked-label = Auswahl
services-sync-picked = { $count ->
    [0] Cal.com Sync …
   *[other] Cal.com Sync ({ $count }) …
  }
services-sync-changed = Alle geänderten synchronisieren ({ $count }) …
services-resize = Breite der Liste
services-row = { $name }, { $status }, { $duration }
services-row-price = { $name }, { $status }, { $duration }, { $price }
services-empty-title = Noch keine Leistungen
services-empty-text = Übernehmen Sie Ihre Termintypen aus Cal.com oder legen Sie die erste Leistung an.
services-empty-text-unconnected = Verbinden Sie Ihr Cal.com-Konto und übernehmen Sie Ihre Termintypen, oder legen Sie die erste Leistung an.
services-empty-import = Aus Cal.com übernehmen
services-empty-connect = Mit Cal.com verbinden
services-empty-new = Neue Leistung
services-none = Keine Treffer für „{ $search }“
services-none-account = Für „{ $account }“ gibt es hier noch keine Leistungen.
services-none-filter = Hier ist nichts
services-none-filter-text = Mit diesem Filter gibt es keine Leistung.
services-none-reset = Filter zurücksetzen
services-undecided = { $count ->
    [one] In Cal.com gibt es { $count } Termintyp, der hier fehlt.
   *[other] In Cal.com gibt es { $count } Termintypen, die hier fehlen.
  }
services-undecided-import = Übernehmen …
services-undecided-hide = Ausblenden
services-undecided-hidden = { $count ->
    [one] { $count } Termintyp ausgeblendet
   *[other] { $count } Termintypen ausgeblendet
  }
services-choose = Wählen Sie links eine Leistung aus.
services-back = Zurück zur Liste

## Leistung: Einzelheiten

sync-button = Cal.com Sync
sync-button-waiting = Wartet …
sync-button-running = Wird synchronisiert …
detail-more = Weitere Aktionen
detail-archived = Archiviert
detail-unlinked = Keine Event Type ID – diese Leistung ist noch mit keinem Termintyp verknüpft.
detail-waiting-edited = Ihre spätere Änderung ist noch nicht dabei. Mit Cal.com Sync nehmen Sie sie mit.
copy-here = Duplizieren
copy-to-account = In anderes Konto kopieren …
copy-name = { $number ->
    [1] { $service } (Kopie)
   *[other] { $service } (Kopie { $number })
  }
copy-done = „{ $service }“ dupliziert
copy-done-text = Die Kopie ist noch mit keinem Termintyp verknüpft.
copy-title = „{ $service }“ nach „{ $account }“ kopieren
copy-intro = Wählen Sie den Termintyp (in Cal.com unter „Ereignistypen“) im anderen Konto. Hier entsteht dafür eine zweite Leistung mit denselben Angaben. In Cal.com ändert sich nichts.
copy-done-account = „{ $service }“ nach „{ $account }“ kopiert
copy-confirm = Kopieren und verknüpfen
detail-link = Verknüpfen …
detail-link-more = Weiteren Termintyp verknüpfen …
detail-unlink = Verknüpfung lösen …
detail-archive = Archivieren …
detail-unarchive = Aus dem Archiv holen
detail-event-type = Termintyp „{ $title }“
detail-event-type-unnamed = Termintyp
detail-event-type-id = Event Type ID { $id }
detail-open-calcom = In Cal.com öffnen
detail-open-booking = Buchungsseite ansehen
detail-copy-link = Link kopieren
detail-column-field = Feld
detail-column-calcom = In Cal.com
detail-column-here = Hier
detail-differs = weicht ab
detail-service-card = Angaben
detail-more-card = Weitere Angaben
detail-checked = Geprüft { $ago }
detail-never-checked = Noch nie mit Cal.com verglichen
detail-last-success = Zuletzt gesendet: { $time }
detail-taken-over = Aus Cal.com übernommen am { $time }
detail-last-attempt = Letzter Versuch: { $time }
detail-price-hint = Den Preis kann Abgleich in Cal.com nicht ändern. Bitte dort anpassen: Termintyp → Apps.
detail-visibility-label = Sichtbarkeit: Auf der Buchungsseite anzeigen
detail-visibility-unset = wie in Cal.com
detail-open = nicht festgelegt
detail-visibility-hint = Wer den direkten Link hat, kann weiterhin buchen.
detail-link-title-placeholder = wie Name
detail-link-title-shown = In Cal.com: { $title }
detail-unit-minutes = Min.
detail-managed-card = Die Felder dieses Termintyps gibt Ihr Team in Cal.com vor.
detail-managed-field = Dieses Feld gibt Ihr Team in Cal.com vor.
detail-template = Team-Vorlage: Änderungen gelten für alle, die sie nutzen.
detail-changed-title = In Cal.com wurde etwas geändert
detail-changed-text = Damit nichts überschrieben wird, sendet Abgleich diese Leistung erst wieder, wenn Sie entschieden haben, welche Werte gelten.
detail-changed-text-link = Damit nichts überschrieben wird, sendet Abgleich an { $event_types } erst wieder, wenn Sie entschieden haben, welche Werte gelten.
detail-sync-link = „{ $event_type }“ synchronisieren
detail-changed-fields = In Cal.com geändert: { $fields }.
detail-history = Verlauf
detail-history-empty = Noch nichts geschehen.
detail-history-all = Ganzen Verlauf ansehen

## Bestätigung

confirm-title = „{ $service }“ mit Cal.com synchronisieren
confirm-identity = { $event_type } · Event Type ID { $id } · { $account } ({ $host })
confirm-column-field = Feld
confirm-column-calcom = Jetzt in Cal.com
confirm-column-stored = In Cal.com, Stand { $time }
confirm-column-new = Neu
confirm-reading = wird gelesen …
confirm-reading-status = Cal.com wird gelesen …
confirm-stays = bleibt
confirm-not-managed = bleibt
confirm-price = wird nicht übertragen (hier { $price })
confirm-price-none = wird nicht übertragen
confirm-unchanged = { $count ->
    [one] { $fields } bleibt unverändert.
   *[other] { $fields } bleiben unverändert.
  }
confirm-bookings = Gilt für neue Buchungen. Bereits gebuchte Termine bleiben, wie sie sind.
confirm-offline = Keine Verbindung. Die Änderung wird vorgemerkt und gesendet, sobald die Verbindung wieder da ist und Abgleich läuft.
confirm-key-waits = Die Änderung wartet, bis das behoben ist.
confirm-stored = Cal.com hat nicht rechtzeitig geantwortet. Vor dem Senden wird noch einmal verglichen.
confirm-replaces = Eine frühere Änderung wartet noch. Diese ersetzt sie.
confirm-never = Die Werte in Cal.com sind noch nicht bekannt. Sie werden durch diese ersetzt.
confirm-template = Gilt für alle, die diese Team-Vorlage nutzen.
confirm-up-to-date = In Cal.com steht schon dasselbe.
confirm-outdated = Die Leistung wurde inzwischen geändert. Bitte prüfen Sie die neuen Werte.
confirm-now = Jetzt synchronisieren
confirm-queue = In Warteschlange stellen
confirm-compare-first = Erst vergleichen
confirm-anyway = Trotzdem vormerken
confirm-spoken = { $count ->
    [one] { $count } Feld ändert sich: { $changes }.
   *[other] { $count } Felder ändern sich: { $changes }.
  }
confirm-spoken-price = Der Preis wird nicht übertragen.

## Weitere Dialoge

new-title = Neue Leistung
new-hint = Alles Weitere tragen Sie danach ein.
new-create = Anlegen
archive-title = „{ $service }“ archivieren?
archive-text = { $count ->
    [0] Inzwischen wartet nichts mehr. Das Archivieren selbst ändert in Cal.com nichts.
    [one] { $count } wartende Änderung wird verworfen. In Cal.com bleibt alles, wie es ist.
   *[other] { $count } wartende Änderungen werden verworfen. In Cal.com bleibt alles, wie es ist.
  }
archive-confirm = Archivieren
archive-done = „{ $service }“ archiviert
unlink-title = Verknüpfung lösen?
unlink-text = „{ $service }“ ist dann nicht mehr mit dem Termintyp „{ $event_type }“ verknüpft. Cal.com bleibt unverändert.
unlink-discard = { $count ->
    [one] { $count } wartende Änderung wird verworfen.
   *[other] { $count } wartende Änderungen werden verworfen.
  }
unlink-confirm = Verknüpfung lösen
link-title = „{ $service }“ verknüpfen
link-intro = Wählen Sie den Termintyp (in Cal.com unter „Ereignistypen“), der diese Leistung anbietet.
link-account = Cal.com-Konto
link-search = Name, Event Type ID oder Adresse
link-loading = Termintypen werden gelesen …
link-suggestions = Vorschläge
link-others = Weitere Termintypen
link-all = Alle Termintypen
link-unlisted = Nicht in der Liste
link-none = Kein Termintyp passt zu Ihrer Suche.
link-by-id = Event Type ID { $id } verknüpfen
link-by-id-hint = Nicht in der Liste. Abgleich prüft vor jedem Senden, ob der Termintyp zu diesem Konto gehört.
link-linked = Schon mit „{ $service }“ verknüpft
link-managed = Diesen Termintyp gibt Ihr Team vor. Verknüpfen Sie die Leistung mit der Team-Vorlage.
link-managed-named = Diesen Termintyp gibt Ihr Team vor. Verknüpfen Sie die Leistung mit der Team-Vorlage „{ $template }“.
link-refused-not_owned = Dieser Termintyp gehört zu einem anderen Konto. Es wurde nichts verknüpft.
link-refused-not_found = Diesen Termintyp gibt es nicht, oder er gehört zu einem anderen Konto. Es wurde nichts verknüpft.
link-refused-managed_by_team = Diesen Termintyp gibt Ihr Team vor. Verknüpfen Sie die Leistung mit der Team-Vorlage.
link-template = Mit der Vorlage verknüpfen
link-other = Gehört zu einem anderen Konto
link-create-hint = Gibt es den Termintyp noch nicht? Legen Sie ihn in Cal.com an. Abgleich zeigt ihn hier, sobald Sie zurückkehren.
link-create = In Cal.com anlegen
link-fresh = Die Liste der Termintypen ist neu.
link-refresh = Liste aktualisieren
link-confirm = Verknüpfen
owner-mine = eigener Termintyp
owner-team = Team
owner-managed_template = Team-Vorlage
owner-managed_child = vom Team vorgegeben
owner-other = anderes Konto
owner-unknown = nicht bekannt
event-type-hidden = nicht auf der Buchungsseite
event-type-left-out = bisher ausgelassen

## Warteschlange

queue-title = Warteschlange
queue-summary = { $count ->
    [one] { $count } Änderung wartet
   *[other] { $count } Änderungen warten
  }
queue-sending = { $count ->
    [one] { $count } Änderung wird gesendet
   *[other] { $count } Änderungen werden gesendet
  }
queue-sending-too = { $summary }, { $count ->
    [one] { $count } wird gesendet
   *[other] { $count } werden gesendet
  }
queue-next = { $summary } · nächster Versuch um { $time }
queue-failed-count = { $count ->
    [one] { $count } Änderung braucht Ihre Aufmerksamkeit
   *[other] { $count } Änderungen brauchen Ihre Aufmerksamkeit
  }
queue-retry-all = Alle jetzt versuchen
queue-filter = Filter
queue-filter-all = Alle
queue-filter-waiting = Wartet
queue-filter-running = Wird gesendet
queue-filter-failed = Fehlgeschlagen
queue-search = Leistung suchen
queue-none = Hier ist nichts
queue-none-text = Auf diese Auswahl passt kein Auftrag.
queue-elsewhere = { $count ->
    [one] { $count } Auftrag gehört zu einem anderen Konto.
   *[other] { $count } Aufträge gehören zu anderen Konten.
  }
list-more = Weitere { $count } anzeigen
queue-empty-title = Alles gesendet
queue-empty-text = Nichts wartet.
queue-empty-action = Zu den Leistungen
queue-open = Noch nicht abgeschlossen
queue-failed = Braucht Aufmerksamkeit
queue-attempt = Versuch { $number } von { $tries }
queue-attempts-used = { $number } von { $tries } Versuchen
queue-running = Wird gerade gesendet – Abbruch nicht mehr möglich
queue-outcome-open = Ausgang offen – wird geprüft
queue-no-changes = Werte werden geprüft
queue-open-service = Leistung bearbeiten
queue-course = Verlauf dieses Auftrags
queue-course-unread = Der Verlauf dieses Auftrags lässt sich gerade nicht lesen.
queue-try-open = Gesendet, Ausgang noch offen
queue-try-arrived = Gesendet und in Cal.com geprüft
queue-try-not_arrived = Gesendet, beim Nachlesen nicht in Cal.com gefunden
queue-try-refused = Gesendet, von Cal.com nicht angenommen
queue-try-not_sent = Nicht gesendet
queue-technical = Technische Angaben
queue-technical-job = Auftrag
queue-technical-event-type = Event Type ID
queue-technical-code = Grund
queue-technical-reason = Code
queue-technical-message = Antwort von Cal.com
queue-technical-endpoint = Pfad des Termintyps
queue-technical-http = HTTP-Status
queue-technical-request = Anfragekennung
queue-technical-created = Vorgemerkt
queue-technical-tried = Zuletzt versucht
queue-technical-finished = Beendet
queue-stop-title = Diese Änderung nicht mehr senden?
queue-discard-title = Diese Änderung verwerfen?
queue-stop-what = „{ $service }“: { $changes }
queue-stop-text = Ihre Leistung bleibt hier gespeichert.
queue-stop-open = Vielleicht ist die Änderung schon angekommen. Abgleich prüft das beim nächsten Lesen.
queue-stop-keep = Behalten

## Verlauf

activity-title = Verlauf
activity-empty-title = Noch nichts geschehen
activity-empty-text = Hier steht später, was wann gesendet, geändert oder übernommen wurde.
activity-search = Verlauf durchsuchen
activity-none = Keine Treffer für „{ $search }“
activity-newest = Das sind die neuesten { $count } Einträge.
activity-searched = Gesucht wurde in den neuesten { $count } Einträgen.
activity-older = Ältere zeigen
activity-today = Heute
activity-yesterday = Gestern
activity-queued = Vorgemerkt
activity-updated = Wartende Änderung ersetzt
activity-succeeded = Gesendet und in Cal.com geprüft
activity-failed = Synchronisation fehlgeschlagen
activity-stopped = Nicht überschrieben
activity-cancelled = Wird nicht mehr gesendet
activity-edited = Hier geändert
activity-created = Angelegt
activity-linked = Mit einem Termintyp verknüpft
activity-unlinked = Verknüpfung gelöst
activity-imported = Aus Cal.com übernommen
activity-archived = Archiviert
activity-unarchived = Aus dem Archiv geholt
activity-account_connected = Cal.com-Konto verbunden
activity-account_disconnected = Cal.com-Konto getrennt
activity-key_replaced = API-Schlüssel ersetzt
activity-side_effect = In Cal.com hat sich ein weiteres Feld verändert
activity-key_expires = API-Schlüssel läuft bald ab
activity-waiting_for_key = Wartet auf einen neuen API-Schlüssel
activity-keyring_locked = Wartet auf den Passwortspeicher
activity-keyring_absent = Wartet auf einen Passwortspeicher
activity-taken = Werte aus Cal.com übernommen
activity-restored = Frühere Werte hier eingetragen
activity-undone = Rückgängig gemacht
activity-changed_in_calcom = In Cal.com geändert
activity-other = Ereignis: { $kind }
activity-with-changes = { $text }: { $changes }

## Einstellungen

settings-title = Einstellungen
settings-accounts = Cal.com-Konten
settings-accounts-empty = Noch kein Cal.com-Konto verbunden.
settings-account-add = Konto verbinden …
settings-account-checked = Zuletzt geprüft: { $time }
settings-account-check = Prüfen
settings-account-checking = Wird geprüft …
settings-account-checked-now = „{ $account }“: Der API-Schlüssel gilt
settings-account-checked-person = Er gehört: { $person }.
settings-account-zone = Zeitzone in Cal.com: { $zone }
time-zone = { $name } ({ $zone })
settings-account-expires = API-Schlüssel läuft am { $date } ab
settings-account-expired = API-Schlüssel ist am { $date } abgelaufen
settings-account-ok = Verbunden
settings-account-needs_key = Neuer API-Schlüssel nötig
settings-account-paused = Angehalten
settings-account-disconnected = Getrennt
settings-account-edit = Bearbeiten …
settings-account-import = Termintypen übernehmen …
settings-account-disconnect = Trennen …
settings-account-reconnect = Neu verbinden …
account-title = Konto „{ $account }“ bearbeiten
account-color = Farbe
account-color-indigo = Indigo
account-color-berry = Beere
account-color-olive = Olive
account-color-sky = Himmel
account-color-brown = Braun
account-color-slate = Schiefer
settings-disconnect-title = „{ $account }“ trennen?
settings-disconnect-text = Der API-Schlüssel wird von diesem Computer gelöscht. Leistungen und Verlauf bleiben.
settings-disconnect-jobs = { $count ->
    [one] { $count } wartende Änderung wird verworfen.
   *[other] { $count } wartende Änderungen werden verworfen.
  }
settings-disconnect-confirm = Trennen
settings-appearance = Sprache und Darstellung
settings-language = Sprache
settings-language-system = Wie im System
settings-language-de = Deutsch
settings-language-en = English
settings-region = Region
settings-region-system = Wie im System
settings-region-de-DE = Deutschland
settings-region-de-AT = Österreich
settings-region-de-CH = Schweiz
settings-region-en-GB = Vereinigtes Königreich
settings-region-en-US = USA
settings-region-hint = So stehen hier Zahlen und Beträge: { $example }
settings-theme = Darstellung
settings-theme-system = Wie im System
settings-theme-light = Hell
settings-theme-dark = Dunkel
settings-notifications = Mitteilungen
settings-notifications-all = Alle
settings-notifications-problems = Nur Probleme
settings-notifications-none = Keine
settings-notifications-hint = Im Verlauf steht jedes Ergebnis, auch ohne Mitteilung.
settings-shortcuts = Hilfe
settings-about = Über Abgleich
settings-version = Version { $version }
settings-data = Ihre Daten liegen auf diesem Computer:
settings-demo = Demo
settings-demo-text = Probieren Sie alles an einer erfundenen Praxis aus. Ihre eigenen Daten bleiben unberührt.
settings-demo-start = Demo öffnen
demo-ask-title = Demo öffnen?
demo-ask-text = { $count ->
    [0] Inzwischen wartet nichts mehr.
    [one] { $count } Änderung ist noch nicht gesendet. Sie bleibt gespeichert. Abgleich sendet erst weiter, wenn Sie es wieder ohne Demo öffnen.
   *[other] { $count } Änderungen sind noch nicht gesendet. Sie bleiben gespeichert. Abgleich sendet erst weiter, wenn Sie es wieder ohne Demo öffnen.
  }

## Konto verbinden

wizard-step = Schritt { $step } von { $steps }
wizard-progress = Fortschritt
wizard-welcome-title = Willkommen bei Abgleich
wizard-welcome-text = Verbinden Sie Ihre Leistungen mit Cal.com – das dauert etwa drei Minuten.
wizard-welcome-point-1 = Sie pflegen Ihre Leistungen an einem Ort: hier.
wizard-welcome-point-2 = Vor jedem Senden sehen Sie genau, was sich in Cal.com ändert.
wizard-welcome-point-3 = Auch ohne Internet geht nichts verloren. Es wird nachgeholt.
wizard-start = Loslegen
wizard-demo = Erst ausprobieren (Demo)
wizard-skip = Ohne Cal.com-Konto beginnen
wizard-region-title = Wo melden Sie sich bei Cal.com an?
wizard-region-eu = app.cal.eu
wizard-region-eu-hint = Daten in der Europäischen Union
wizard-region-com = app.cal.com
wizard-region-com-hint = Die internationale Adresse
wizard-region-own = Eigener Server
wizard-region-own-hint = Cal.com läuft in Ihrem Haus oder bei Ihrer IT-Betreuung
wizard-own-api = Adresse der Programmierschnittstelle (API v2)
wizard-own-api-example = z. B. https://api.praxis.de
wizard-own-web = Adresse der Anmeldeseite (optional)
wizard-own-web-example = z. B. https://termine.praxis.de
wizard-key-title = API-Schlüssel einfügen
wizard-key-replace-title = API-Schlüssel ersetzen
wizard-key-intro = Mit diesem Schlüssel darf Abgleich Ihre Termintypen lesen und ändern.
wizard-key-step-1 = In Cal.com öffnen: Einstellungen → Entwickler → API-Schlüssel (Settings → Developer → API keys).
wizard-key-step-2 = „Hinzufügen“ (Add) wählen, als Namen „Abgleich“ eintragen.
wizard-key-step-3 = „Läuft niemals ab“ (Never expires) einschalten – sonst gilt der Schlüssel nur 30 Tage.
wizard-key-step-4 = Schlüssel kopieren und hier einfügen. Cal.com zeigt ihn nur einmal.
wizard-key-known = Weiter mit dem geprüften Schlüssel
wizard-key-open = In Cal.com öffnen
wizard-key-label = API-Schlüssel
wizard-key-show = Schlüssel zeigen
wizard-key-hide = Schlüssel verbergen
wizard-key-prefix = Schlüssel von Cal.com beginnen meist mit cal_. Bitte prüfen Sie, ob alles kopiert ist.
wizard-key-empty = Bitte fügen Sie den API-Schlüssel ein.
wizard-key-privacy = { $platform ->
    [windows] Der Schlüssel öffnet das ganze Cal.com-Konto. Abgleich nutzt ihn nur für Termintypen; Buchungen und die Daten der Buchenden liest es nicht. Gespeichert wird er nur in der Windows-Anmeldeinformationsverwaltung.
   *[other] Der Schlüssel öffnet das ganze Cal.com-Konto. Abgleich nutzt ihn nur für Termintypen; Buchungen und die Daten der Buchenden liest es nicht. Gespeichert wird er nur im Schlüsselbund dieses Computers.
  }
wizard-check = Prüfen
wizard-checking = Wird geprüft …
wizard-key-unchecked = Der Schlüssel kann gerade nicht geprüft werden. Er wird erst gespeichert, wenn das gelungen ist.
wizard-key-refused = Cal.com nimmt diesen Schlüssel nicht an. Bitte kopieren Sie ihn noch einmal vollständig.
wizard-who-title = Konto prüfen
wizard-who = Dieses Cal.com-Konto gehört: { $person }. Ist das richtig?
wizard-who-other-key = Anderer Schlüssel
wizard-until-quit-hint = Beim nächsten Start brauchen Sie ihn wieder; Cal.com zeigt ihn nicht noch einmal.
wizard-other-region = Ihr API-Schlüssel gehört zu { $host }. Soll Abgleich { $host } verwenden?
wizard-use-region = { $host } verwenden
wizard-returning-account = Dieses Konto war schon einmal verbunden: „{ $account }“. Seine Verknüpfungen kommen zurück.
wizard-same-account = Dieses Konto ist schon verbunden: „{ $account }“. Der neue Schlüssel ersetzt den bisherigen.
wizard-name-label = Name für dieses Konto
wizard-name-hint = So heißt es in Abgleich, zum Beispiel „Praxis am Markt“.
wizard-name-empty = Bitte geben Sie dem Konto einen Namen.
wizard-expires = Läuft dieser Schlüssel ab?
wizard-expires-never = läuft nicht ab
wizard-expires-on = läuft ab am
wizard-expires-date = Ablaufdatum
wizard-expires-placeholder = z. B. { $example }
wizard-expires-hint = Abgleich erinnert Sie 7 Tage und 1 Tag vorher.
wizard-expires-missing = Bitte geben Sie das Datum so ein: { $example }.
wizard-connect = Ja, verbinden
wizard-replace = Ja, ersetzen
wizard-foreign-key = Dieser API-Schlüssel gehört zu { $person }. Das Konto „{ $account }“ gehört zu { $owner }. Es wurde nichts geändert.
wizard-foreign-region = Dieser API-Schlüssel gehört zu { $person } bei { $host }. Das Konto „{ $account }“ gehört zu { $owner } bei { $own_host }. Es wurde nichts geändert.
wizard-foreign-key-other = Anderen Schlüssel einfügen
wizard-foreign-key-add = Als weiteres Konto hinzufügen
wizard-foreign-key-existing = Für „{ $account }“ verwenden
wizard-key-fits = Dieser API-Schlüssel gehört zu { $person }.
wizard-replaced = API-Schlüssel ersetzt. Was wartet, geht von selbst weiter.

## Übernehmen

import-title = Termintypen übernehmen
import-intro = Aus jedem gewählten Termintyp (in Cal.com unter „Ereignistypen“) wird hier eine Leistung. In Cal.com ändert sich nichts.
import-loading = Termintypen werden gelesen …
import-found = { $found } gefunden, { $selected } ausgewählt
import-all = Alle auswählen
import-buffers = { $before } davor, { $after } danach
import-none = In diesem Konto gibt es noch keine Termintypen.
import-managed = Diesen Termintyp gibt Ihr Team vor. Übernehmen Sie stattdessen die Team-Vorlage.
import-managed-named = Diesen Termintyp gibt Ihr Team vor. Übernehmen Sie stattdessen die Team-Vorlage „{ $template }“.
import-links = Wird mit Ihrer Leistung „{ $service }“ verknüpft. Ihre Werte bleiben.
import-namesake = Hier gibt es schon eine Leistung „{ $service }“ mit einem anderen Termintyp.
import-confirm = { $count ->
    [0] Übernehmen
    [one] { $count } Leistung übernehmen
   *[other] { $count } Leistungen übernehmen
  }
import-done-title = Fertig
import-done = { $count ->
    [0] Es wurde nichts übernommen. In Cal.com wurde nichts geändert.
    [one] { $count } Leistung übernommen. In Cal.com wurde nichts geändert.
   *[other] { $count } Leistungen übernommen. In Cal.com wurde nichts geändert.
  }
import-skipped = { $count ->
    [one] „{ $titles }“ konnte nicht übernommen werden: Ein Wert, der dort steht, ist hier nicht möglich.
   *[other] Nicht übernommen, weil ein Wert hier nicht möglich ist: { $titles }.
  }
import-later = Ohne Übernahme fortfahren
import-to-services = Zu den Leistungen

## Mehrere bearbeiten, rückgängig machen

services-edit-picked = Mehrere bearbeiten …
edit-many-title = { $count ->
    [one] 1 Leistung bearbeiten
   *[other] { $count } Leistungen bearbeiten
  }
edit-many-subtitle = Alles bleibt zunächst hier. An Cal.com wird nichts gesendet.
edit-many-keep = unverändert
edit-many-to = setzen auf …
edit-many-by = ändern um …
edit-many-value = Neuer Wert: { $field }
edit-many-by-minutes = z. B. 5 oder −5
edit-many-by-price = z. B. { $amount } oder −{ $amount }
edit-many-by-refused = Bitte geben Sie Minuten als Zahl ein, zum Beispiel 5 oder −5.
edit-many-preview = Was sich ändert
edit-many-nothing = Alle ausgewählten Leistungen haben diese Werte schon.
edit-many-stays = Hier nicht möglich – bleibt unverändert
edit-many-apply = { $count ->
    [0] Ändern
    [one] 1 Leistung ändern
   *[other] { $count } Leistungen ändern
  }
edit-many-done = { $count ->
    [one] 1 Leistung hier geändert, noch nicht gesendet
   *[other] { $count } Leistungen hier geändert, noch nicht gesendet
  }
edit-many-done-here = { $count ->
    [one] 1 Leistung hier geändert
   *[other] { $count } Leistungen hier geändert
  }
edit-many-done-hint = In Cal.com ändert sich erst etwas, wenn Sie synchronisieren.
edit-many-done-unlinked-hint = Mit Cal.com sind diese Leistungen nicht verknüpft. Gesendet wird nichts.
edit-many-done-here-hint = Preis und Kategorie bleiben hier. An Cal.com werden sie nicht gesendet.
action-redo = Wiederholen
undo-what = Rückgängig: { $step }
redo-what = Wiederholen: { $step }
undo-done = Rückgängig gemacht: { $step }
redo-done = Wiederholt: { $step }
undo-step-edited = { $count ->
    [one] „{ $service }“ bearbeitet
   *[other] { $count } Leistungen bearbeitet
  }
undo-step-archived = { $count ->
    [one] „{ $service }“ archiviert
   *[other] { $count } Leistungen archiviert
  }

## Mehrere synchronisieren

bulk-title = { $count ->
    [0] Leistungen synchronisieren
    [one] 1 Leistung synchronisieren
   *[other] { $count } Leistungen synchronisieren
  }
bulk-account = { $account } ({ $host })
bulk-nothing = In Cal.com steht schon dasselbe.
bulk-none-shown = In dieser Liste ist nichts zu synchronisieren.
bulk-same = { $count ->
    [one] 1 Leistung stimmt schon überein.
   *[other] { $count } Leistungen stimmen schon überein.
  }
bulk-pending = { $count ->
    [one] 1 Leistung ist schon unterwegs.
   *[other] { $count } Leistungen sind schon unterwegs.
  }
bulk-price = Preise werden nicht übertragen.
bulk-blocked = { $count ->
    [one] 1 kann nicht gesendet werden
   *[other] { $count } können nicht gesendet werden
  }
bulk-now = Jetzt synchronisieren ({ $count })
bulk-queue = In Warteschlange stellen ({ $count })
bulk-starting = Wird vorbereitet …
bulk-progress = { $done } von { $total } …
bulk-done-succeeded = { $count } synchronisiert
bulk-done-failed = { $count } fehlgeschlagen
bulk-done-left-out = { $count } nicht gesendet
bulk-results = Ergebnis je Leistung
bulk-state-waiting = Wartet
bulk-state-running = Wird synchronisiert …
bulk-state-succeeded = Gesendet und in Cal.com geprüft
bulk-state-failed = Fehlgeschlagen
bulk-state-cancelled = Wird nicht mehr gesendet
bulk-state-superseded = Durch eine spätere Änderung ersetzt
bulk-stop = Nach dieser Leistung anhalten
bulk-again = Fehlgeschlagene wiederholen
bulk-background = Im Hintergrund fortfahren

## Sicherungen

error-database_damage_found = Daten sind beschädigt. Bitte beenden Sie Abgleich und starten Sie es neu; die Datei wird dann zur Seite gelegt.
error-in_use = Abgleich läuft gerade mit diesen Daten. Bitte beenden Sie es zuerst.
error-backup_missing = Diese Datei gibt es nicht mehr. Es wurde nichts geändert.
error-backup_unreadable = Diese Datei lässt sich nicht lesen. Es wurde nichts geändert.
error-backup_foreign = Diese Datei ist keine Sicherung von Abgleich. Es wurde nichts geändert.
error-backup_damaged = Die Sicherung ist unvollständig oder wurde verändert. Es wurde nichts geändert.
error-backup_newer = Die Sicherung stammt von einer neueren Version von Abgleich. Bitte installieren Sie zuerst die neueste Version.
reason-backup_failed-title = Keine Sicherung möglich
reason-backup_failed-cause = { $obstacle ->
    [disk_full] In { $path } ist kein Platz mehr.
    [read_only] { $path } ist schreibgeschützt.
    [no_access] Für { $path } fehlen Ihnen die Rechte.
    [name] Der Name { $path } enthält Zeichen, die hier nicht möglich sind.
   *[other] { $path } ist nicht da oder lässt sich nicht beschreiben.
  }
activity-backup_failed = Die tägliche Sicherung ist nicht gelungen
activity-backup_loaded = Sicherung eingespielt

## Auf dem Desktop

tray-account-key = { $account } – neuer API-Schlüssel nötig
tray-account-stuck = { $count ->
    [one] { $account } – { $count } Leistung braucht Ihre Aufmerksamkeit
   *[other] { $account } – { $count } Leistungen brauchen Ihre Aufmerksamkeit
  }
tray-sync = { $count ->
    [0] Alle geänderten synchronisieren …
   *[other] Alle geänderten synchronisieren ({ $count }) …
  }
action-quit = Beenden
action-stay = Im Hintergrund weiterlaufen
leave-typed = Hier ist noch etwas eingetragen
leave-typed-text = Schließen Sie noch einmal, um Abgleich trotzdem zu beenden.
leave-background-title = Soll Abgleich im Hintergrund weiterlaufen?
leave-background-text = Dann werden wartende Änderungen auch bei geschlossenem Fenster gesendet.
leave-background-hint = In den Einstellungen können Sie das jederzeit ändern.
leave-unsent-title = Abgleich beenden?
leave-unsent-text = { $count ->
    [0] Inzwischen ist alles gesendet.
    [one] { $count } Änderung ist noch nicht gesendet. Sie bleibt gespeichert und wird gesendet, sobald Abgleich wieder läuft.
   *[other] { $count } Änderungen sind noch nicht gesendet. Sie bleiben gespeichert und werden gesendet, sobald Abgleich wieder läuft.
  }
leave-unsent-sending = { $count ->
    [one] Davon wird { $count } gerade gesendet.
   *[other] Davon werden { $count } gerade gesendet.
  }
confirm-background = Im Hintergrund weiterlaufen, bis alles gesendet ist (auch nach einem Neustart)
notify-background-title = Abgleich läuft im Hintergrund weiter
notify-background-body = Wartende Änderungen werden gesendet. Das Fenster öffnen Sie über das Symbol im Infobereich.
notify-background_no_tray-title = Abgleich läuft im Hintergrund weiter
notify-background_no_tray-body = Wartende Änderungen werden gesendet. Zum Öffnen des Fensters starten Sie Abgleich noch einmal.
notify-action-quit = Ganz beenden
notify-test-title = Mitteilungen von Abgleich
notify-test-body = So sehen die Mitteilungen auf diesem Computer aus.
notify-in_use-title = Abgleich ist schon geöffnet
notify-in_use-body = Dieser Datenordner wird von einem anderen Fenster benutzt: { $folder }
cannot_begin-title = Abgleich kann nicht starten
cannot_begin-body =
    { $system ->
        [windows] Das Fenster ließ sich nicht öffnen. Meist fehlt dann „Microsoft Edge WebView2“: Installieren Sie Abgleich noch einmal, das ergänzt es.
       *[other] Das Fenster ließ sich nicht öffnen.
    }
    Ihre Daten sind unverändert.

    Technische Einzelheit: { $detail }
error-autostart_refused = Der Start mit dem Computer lässt sich auf diesem Computer nicht einstellen.
error-no_notifications = Auf diesem Computer zeigt kein Programm Mitteilungen an. Ergebnisse erscheinen stattdessen hier im Fenster und im Verlauf.
error-notification_refused = Die Mitteilung ließ sich nicht anzeigen.
settings-zoom = Schriftgröße
settings-zoom-now = { $percent } %
settings-zoom-in = Schrift vergrößern
settings-zoom-out = Schrift verkleinern
settings-zoom-reset = Schrift in normaler Größe
settings-window-text = Größe und Platz wie beim ersten Start:
settings-window-reset = Fensterposition zurücksetzen
settings-window-done = Das Fenster ist wieder wie beim ersten Start.
settings-notifications-test = Testen
settings-notifications-test-text = So sieht eine Mitteilung aus:
settings-background = Hintergrund
settings-tray = Symbol im Infobereich
settings-tray-on = Zeigen
settings-tray-off = Nicht zeigen
settings-tray-missing = Auf diesem Desktop gibt es keinen Infobereich. Läuft Abgleich ohne Fenster, öffnet ein zweiter Start das Fenster wieder.
settings-autostart = Start mit dem Computer
settings-autostart-on = Ohne Fenster starten
settings-autostart-off = Nicht starten
settings-close = Schließen des Fensters
settings-close-ask = Nachfragen
settings-close-quit = Beenden
settings-close-until_sent = Weiterlaufen, bis alles gesendet ist
settings-close-background = Immer weiterlaufen
settings-close-hint = { $close ->
    [until_sent] Solange etwas wartet, startet Abgleich auch mit dem Computer, ohne Fenster.
    [background] Abgleich läuft ohne Fenster weiter und vergleicht und sendet, was wartet.
    [quit] Was noch wartet, bleibt gespeichert. Vor dem Beenden fragt Abgleich nach.
   *[ask] Beim nächsten Schließen fragt Abgleich, was Sie möchten.
  }
settings-close-no-tray = Ohne Infobereich wird beim Schließen beendet. Wartet noch etwas, fragt Abgleich vorher nach.
settings-shortcuts-text = Handbuch und Tastenkürzel
guide-title = Handbuch
guide-pages = Seiten
guide-page-guide = Für die Praxis
guide-page-it = Für die IT-Betreuung
guide-page-privacy = Datenschutz
guide-shortcuts = Alle Tastenkürzel
guide-contents = Inhalt
guide-loading = Handbuch wird geladen …
guide-missing = Diese Seite des Handbuchs lässt sich gerade nicht anzeigen.
help-title = Tastenkürzel
shortcut-archive = Leistung archivieren
shortcut-help = Handbuch öffnen
shortcut-escape = Dialog schließen, zurück zur Liste
shortcut-next-service = Nächste oder vorige Leistung, gleiches Feld
key-delete = Entf
key-escape = Esc
key-plus = Plus
key-minus = Minus
key-page-up = Bild↑
key-page-down = Bild↓

## In Cal.com geändert: vergleichen, entscheiden, frühere Werte

sync-button-compare = Vergleichen …
action-compare = Vergleichen
compare-title = In Cal.com wurde etwas geändert
compare-title-both = Hier und in Cal.com geändert
compare-identity = „{ $service }“ · { $identity }
compare-spoken = In Cal.com geändert: { $changes }.
compare-differs = Hier und in Cal.com steht Verschiedenes: { $fields }.
compare-changed-at = Geändert am { $date } um { $time } Uhr
compare-changed-by = Geändert am { $date } um { $time } Uhr (von { $by })
compare-column-before = Bisher
compare-column-here = Hier
compare-take = Werte aus Cal.com übernehmen
compare-ours = Unsere Werte wieder senden …
compare-later = Später entscheiden
compare-each = Für jedes Feld einzeln entscheiden
compare-each-one = Selbst einen Wert eintragen
compare-other = anderer Wert
compare-other-value = { $field }: anderer Wert
compare-apply = Hier übernehmen
compare-continue = Weiter zur Bestätigung …
compare-open = { $count ->
    [one] Noch { $count } Feld offen
   *[other] Noch { $count } Felder offen
  }
compare-here-too = { $count ->
    [one] Hier geändert und noch nicht gesendet: { $fields }. Das bleibt hier stehen.
   *[other] Hier geändert und noch nicht gesendet: { $fields }. Sie bleiben hier stehen.
  }
compare-others = { $count ->
    [one] Diese Leistung ist auch mit „{ $names }“ verknüpft. Was Sie hier übernehmen, gilt auch dafür und wird dort erst gesendet, wenn Sie es bestätigen.
   *[other] Diese Leistung ist auch mit diesen Termintypen verknüpft: { $names }. Was Sie hier übernehmen, gilt auch für sie und wird dort erst gesendet, wenn Sie es bestätigen.
  }
compare-name-stays = Der Name aus Cal.com gilt nur für diesen Termintyp. Hier heißt die Leistung weiter „{ $service }“.
compare-offline = Keine Verbindung. Sie sehen die zuletzt gelesenen Werte. Vor dem Senden wird noch einmal verglichen.
compare-stored = Cal.com hat nicht rechtzeitig geantwortet. Sie sehen die zuletzt gelesenen Werte. Vor dem Senden wird noch einmal verglichen.
compare-outdated = Inzwischen hat sich etwas geändert. Bitte prüfen Sie die neuen Werte.
compare-never = Die Werte in Cal.com sind noch nicht bekannt, und Cal.com ist gerade nicht erreichbar.
compare-gone = Diesen Termintyp gibt es nicht mehr, oder er gehört nicht mehr zu diesem Konto.
compare-link-again = Neu verknüpfen
compare-taken = Werte aus Cal.com übernommen
compare-taken-count = { $count ->
    [one] { $count } Leistung.
   *[other] { $count } Leistungen.
  }
compare-taken-cancelled = { $count ->
    [one] Die wartende Änderung wird nicht mehr gesendet.
   *[other] { $count } wartende Änderungen werden nicht mehr gesendet.
  }
compare-taken-open = { $count ->
    [one] Sie kann schon angekommen sein; der nächste Vergleich zeigt es.
   *[other] Manche können schon angekommen sein; der nächste Vergleich zeigt es.
  }
compare-taken-others = Auch verknüpft und dort noch nicht gesendet: { $names }.
compare-many-title = { $count ->
    [0] In Cal.com geändert
    [one] { $count } Leistung wurde in Cal.com geändert
   *[other] { $count } Leistungen wurden in Cal.com geändert
  }
compare-many-open = Vergleichen …
compare-many-subtitle = Bisher → jetzt in Cal.com. Die Entscheidung gilt für alle, die angekreuzt sind.
compare-many-none = In Cal.com wurde nichts geändert, was Sie noch entscheiden müssen.
compare-many-here = Auch hier geändert: { $value }
compare-many-problem = „{ $service }“: { $text } Es wurde nichts geändert.
compare-many-send-title = { $count ->
    [one] Unsere Werte für { $count } Leistung wieder senden
   *[other] Unsere Werte für { $count } Leistungen wieder senden
  }
compare-many-send-subtitle = Das ändert sich in Cal.com.
compare-many-send = { $count ->
    [one] Jetzt synchronisieren
   *[other] Jetzt synchronisieren ({ $count })
  }
compare-many-send-later = { $count ->
    [one] In Warteschlange stellen
   *[other] In Warteschlange stellen ({ $count })
  }
compare-many-offline = Keine Verbindung. Die Änderungen werden vorgemerkt und gesendet, sobald die Verbindung wieder da ist und Abgleich läuft.
compare-many-queued = vorgemerkt
compare-many-result = Vorgemerkt: { $queued }. Nicht angenommen: { $refused }. Der Grund steht jeweils dabei.
restore-open = Frühere Werte in Cal.com wiederherstellen …
restore-title = Frühere Werte von „{ $service }“ wiederherstellen
restore-subtitle = Das stand in Cal.com, jeweils bevor Abgleich etwas gesendet hat. Markiert ist, was hier anders ist. Die Werte werden hier eingetragen und erst nach Ihrer Bestätigung gesendet.
restore-legend = Stand, der wiederhergestellt wird
restore-reading = Frühere Werte werden geholt …
restore-count = { $count ->
    [0] Keine früheren Werte
    [one] { $count } früherer Stand
   *[other] { $count } frühere Stände
  }
restore-none = Für diese Leistung wurde noch nichts gesendet, deshalb gibt es keine früheren Werte.
restore-same = So steht es auch jetzt hier.
restore-lifted = Diese Verknüpfung wurde gelöst.
restore-changes = (ändert sich)
restore-done = Frühere Werte hier eingetragen

## Einstellungen: Sicherung

settings-sections = Abschnitte der Einstellungen
settings-licence = Frei nutzbar unter der MIT-Lizenz oder der Apache-Lizenz 2.0.
action-open-folder = Ordner öffnen
error-window_stays = Das Fenster ließ sich nicht verschieben.
error-cannot_open_folder = Der Ordner konnte nicht geöffnet werden.
error-replacing = Die Daten werden gerade ersetzt. Einen Moment bitte.
quoted = „{ $text }“
settings-backup = Sicherung
settings-backup-last = Letzte Sicherung: { $time }
settings-backup-none = Noch keine Sicherung. Die erste entsteht von selbst, während Abgleich läuft.
settings-backup-hint = Abgleich sichert jeden Tag auf diesem Computer. API-Schlüssel sind in keiner Sicherung enthalten.
settings-backup-load = Mit einer Sicherung weiterarbeiten
settings-backup-load-hint = Auf einem neuen Computer, oder wenn hier etwas verloren gegangen ist.
settings-backup-copy = Täglich zusätzlich kopieren nach:
settings-backup-copy-none = Noch kein Ordner gewählt. Gut ist einer, der nicht auf diesem Computer liegt, zum Beispiel auf einem USB-Stick.
settings-backup-choose = Ordner wählen …
settings-backup-stop = Nicht mehr kopieren
settings-backup-folder-missing = Dieser Ordner ist gerade nicht da. Kopiert wird wieder, sobald er da ist.
settings-backup-files = { $count ->
    [one] { $count } Sicherung auf diesem Computer
   *[other] { $count } Sicherungen auf diesem Computer
  }
backup-save = Sicherung speichern …
backup-save-title = Sicherung speichern
backup-saved = Sicherung gespeichert
backup-copied = Sicherung kopiert. Das geschieht ab jetzt täglich.
backup-folder-title = Ordner für die täglichen Kopien
backup-load = Sicherung einspielen …
backup-load-title = Sicherung einspielen
backup-load-short = Einspielen …
backup-occasion-daily = täglich
backup-occasion-before-upgrade = vor einer neuen Version
backup-occasion-before-load = vor dem Einspielen
backup-load-question = Diese Sicherung einspielen?
backup-load-replaces = Alles, was hier steht, wird durch die Sicherung ersetzt. Der jetzige Stand wird vorher selbst gesichert. In Cal.com ändert sich nichts.
backup-load-begins = Abgleich arbeitet mit den Daten aus der Sicherung weiter. In Cal.com ändert sich nichts.
backup-now = Jetzt hier
backup-in-file = In der Sicherung
backup-count-changed = Neuester Eintrag im Verlauf
backup-count-services = Leistungen
backup-count-accounts = Cal.com-Konten
backup-count-waiting = Wartende Änderungen
backup-count-failed = Fehlgeschlagene Änderungen
backup-load-queue = Warteschlange und fehlgeschlagene Änderungen kommen aus der Sicherung.
backup-load-queue-waiting = Warteschlange und fehlgeschlagene Änderungen kommen aus der Sicherung. Wartende Änderungen werden danach nicht von selbst gesendet, weder die von hier noch die aus der Sicherung. Bitte synchronisieren Sie diese Leistungen dann neu.
backup-load-keys = { $count ->
    [one] Das Konto { $accounts } braucht wieder seinen API-Schlüssel.
   *[other] Diese Konten brauchen wieder ihren API-Schlüssel: { $accounts }.
  }
backup-load-confirm = Sicherung einspielen
backup-loading = Wird eingespielt …
backup-in-use = Ein anderes Programm arbeitet gerade mit diesen Daten, zum Beispiel ein Skript. Es wurde nichts geändert. Bitte versuchen Sie es gleich noch einmal.
backup-loaded = Sicherung eingespielt
backup-loaded-text = Abgleich arbeitet mit den Daten aus der Sicherung. Was in Cal.com steht, wird neu gelesen.
backup-loaded-cancelled = { $count ->
    [one] { $count } Änderung wartete in der Sicherung und wurde nicht gesendet.
   *[other] { $count } Änderungen warteten in der Sicherung und wurden nicht gesendet.
  }
backup-loaded-kept = Der bisherige Stand liegt in:
wizard-backup = Sicherung von einem anderen Computer einspielen

## Wenn die Daten sich nicht öffnen lassen

failure-database_damaged-title = Daten sind beschädigt
failure-database_damaged-backup = Die Datei wurde zur Seite gelegt. Letzte Sicherung: { $time }.
failure-database_damaged-none = Die Datei wurde zur Seite gelegt. Es gibt keine Sicherung, die sich öffnen lässt.
failure-database_damaged-path = Sie liegt in
failure-database_newer-title = Daten stammen von einer neueren Version
failure-database_newer-cause = Bitte installieren Sie die neueste Version von Abgleich.
failure-cannot_store-title = Daten können nicht gespeichert werden
failure-cannot_store-cause = { $obstacle ->
    [disk_full] Auf dem Datenträger ist kein Platz mehr.
    [read_only] Der Datenordner ist schreibgeschützt.
    [no_access] Für den Datenordner fehlen Ihnen die Schreibrechte.
   *[other] Kein Speicherplatz oder keine Schreibrechte.
  }
failure-network_file_system-title = Der Datenordner liegt auf einem Netzlaufwerk
failure-network_file_system-cause = Dort sind die Daten nicht sicher. Es wurde nichts geändert. Bitten Sie Ihre IT, den Datenordner auf diesen Computer zu legen.
failure-restore = Sicherung einspielen
failure-other-file = Andere Datei …
failure-begin-empty = Leer beginnen …
begin-empty-title = Leer beginnen?
begin-empty-text = Abgleich beginnt ohne Leistungen, Verlauf und Konten. Die beschädigte Datei und die Sicherungen bleiben, wo sie sind. In Cal.com ändert sich nichts.
begin-empty-confirm = Leer beginnen

## Einstellungen: Diagnose

settings-diagnosis = Diagnose
diagnosis-examine = Ist alles in Ordnung?
diagnosis-examine-hint = Prüft Daten, Passwortspeicher, Mitteilungen, Uhr und ob Cal.com erreichbar ist.
diagnosis-examine-now = Jetzt prüfen
diagnosis-examining = Wird geprüft …
diagnosis-summary = { $count ->
    [0] Alles in Ordnung.
    [one] { $count } Stelle braucht Ihre Aufmerksamkeit.
   *[other] { $count } Stellen brauchen Ihre Aufmerksamkeit.
  }
diagnosis-log = Protokoll
diagnosis-log-hint = Was Abgleich getan hat, mit Zeiten. API-Schlüssel stehen nicht darin.
diagnosis-open-log = Protokoll öffnen
diagnosis-package = Diagnosepaket
diagnosis-package-hint = Ein Ordner für Ihre IT-Betreuung: Protokoll, Prüfungen, Einstellungen, Versionen und Anzahlen. API-Schlüssel sind nicht enthalten; Namen von Leistungen, Konten und Personen sind durch Nummern ersetzt.
diagnosis-save = Diagnosepaket speichern …
diagnosis-folder-title = Wohin mit dem Diagnosepaket?
diagnosis-saved = Diagnosepaket gespeichert. Sehen Sie es an, bevor Sie es weitergeben.
diagnosis-readme-unopened = Dieses Diagnosepaket hat Abgleich geschrieben, ohne die Daten öffnen zu können. Es enthält das Protokoll, das Ergebnis der Prüfungen (doctor.json) sowie Einstellungen und Versionen (facts.json). API-Schlüssel sind nicht enthalten. Namen von Leistungen, Konten und Personen konnten nicht ersetzt werden.
diagnosis-readme = Dieses Diagnosepaket hat Abgleich geschrieben. Es enthält das Protokoll, das Ergebnis der Prüfungen (doctor.json) sowie Einstellungen, Versionen und Anzahlen (facts.json). API-Schlüssel sind nicht enthalten. Namen von Leistungen, Konten und Personen sind durch Nummern ersetzt.
doctor-database = Daten
doctor-database-sound = Unbeschädigt
doctor-database-damaged = Beschädigt. Der nächste Start legt die Datei zur Seite und bietet die letzte Sicherung an.
doctor-database-unfinished = Bis hierher unbeschädigt; die Datei ist groß, und die Prüfung wurde nach zwei Sekunden beendet.
doctor-backup = Sicherung
doctor-backup_folder = Kopie der Sicherung
doctor-keyring = Passwortspeicher
doctor-keyring-answers = Antwortet
doctor-keyring-absent = Kein Passwortspeicher gefunden
doctor-keyring-locked = Gesperrt, oder er antwortet nicht
doctor-notifications = Mitteilungen
doctor-notifications-true = Das System zeigt Mitteilungen
doctor-notifications-false = Das System zeigt keine Mitteilungen. Ergebnisse erscheinen im Fenster und stehen im Verlauf.
doctor-notifications-unknown = Lässt sich hier nicht prüfen
doctor-account = Cal.com-Konto
doctor-key_expires = API-Schlüssel
doctor-account-reached = Erreichbar, der API-Schlüssel wird angenommen
doctor-account-clock = Erreichbar, aber die Uhr dieses Computers weicht um { $count } Sekunden ab
doctor-worker = Senden
doctor-worker-true = Eingeschaltet
doctor-worker-false = Gerade wird nichts gesendet
doctor-clock = Uhr
doctor-clock-right = { $time }
doctor-clock-wrong = Die Uhr zeigt { $time } und geht falsch
doctor-clock-set_back = Die Uhr zeigt { $time } und wurde zurückgestellt
doctor-queue = Warteschlange
doctor-queue-waiting = { $count ->
    [one] { $count } Änderung wartet, seit { $time }
   *[other] { $count } Änderungen warten, die älteste seit { $time }
  }

## Einstellungen: Datenschutz

settings-privacy = Datenschutz
privacy-stored = Was wird gespeichert?
privacy-stored-hint = Ihre Leistungen und der Verlauf, nur auf diesem Computer. Buchungen und Daten der Buchenden liest Abgleich nie.
privacy-stored-show = Ansehen
stored-services = Ihre Leistungen
stored-services-text = Name, Titel in Cal.com, Dauer, Puffer, Preis, Kategorie, Sichtbarkeit und Beschreibung, wie Sie sie hier eintragen.
stored-calcom = Aus Cal.com
stored-calcom-text = Ihre Termintypen mit Nummer, Titel, Beschreibung, Dauern, Puffern, Preis, Sichtbarkeit, Adresse der Buchungsseite und der Art, wie gebucht wird (Plätze, Ansichten, Bestätigung); dazu Name, E-Mail-Adresse, Zeitzone und Teams der Person, der das Cal.com-Konto gehört.
stored-key = API-Schlüssel
stored-key-text = Nur { $platform ->
    [windows] in der Windows-Anmeldeinformationsverwaltung
   *[other] im Schlüsselbund dieses Computers
  }. Nicht in den Daten, nicht in Sicherungen, nicht im Protokoll.
stored-history = Warteschlange und Verlauf
stored-history-text = Was gesendet wurde oder wartet, was dabei herauskam, und was vorher in Cal.com stand. Ältere Einträge werden nach und nach gelöscht.
stored-log = Protokoll und Sicherungen
stored-log-text = Ein technisches Protokoll von höchstens 50 MB, und die letzten sieben täglichen Sicherungen; dazu je drei vor einer neuen Version und vor dem Einspielen.
stored-never = Was nie gelesen wird
stored-never-text = Buchungen, Termine, Namen und Daten der Buchenden. Abgleich spricht nur mit Cal.com, und nur über Ihre Termintypen und Ihr Konto.
privacy-delete = Alles auf diesem Computer löschen
privacy-delete-hint = Leistungen, Verlauf, Sicherungen und API-Schlüssel. In Cal.com ändert sich nichts.
privacy-delete-start = Alles löschen …
delete-all-title = Alles auf diesem Computer löschen?
delete-all-text = Alle Leistungen, der Verlauf, die Sicherungen und die API-Schlüssel auf diesem Computer werden gelöscht. In Cal.com ändert sich nichts. Das lässt sich nicht rückgängig machen.
delete-all-waiting = { $count ->
    [one] { $count } Änderung ist noch nicht gesendet. Sie wird verworfen.
   *[other] { $count } Änderungen sind noch nicht gesendet. Sie werden verworfen.
  }
delete-all-saved = Sicherungen, die Sie selbst an anderer Stelle gespeichert haben, bleiben.
delete-all-copies = Die Kopien in { $folder } und Sicherungen, die Sie selbst an anderer Stelle gespeichert haben, bleiben.
delete-all-end = Danach beendet sich Abgleich.
delete-all-confirm = Alles löschen
delete-all-busy = Wird gelöscht …
delete-all-stopped = Es wurde nicht alles gelöscht.
delete-all-no-keyring = Kein Passwortspeicher gefunden. Falls später wieder einer läuft, kann der API-Schlüssel noch darin liegen. Bisher wurde nichts gelöscht.
delete-all-anyway = Trotzdem alles löschen

## Einstellungen: Netzwerk

settings-network = Netzwerk
network-proxy = Proxy
network-proxy-missed = Der Proxy ist nicht gespeichert
network-proxy-hint = { $system ->
    [linux] Leer lassen, wenn Sie nicht wissen, was das ist. Ihre IT-Betreuung findet im Handbuch, was dann gilt.
   *[other] Leer lassen, wenn Sie nicht wissen, was das ist: dann gilt, was im System eingestellt ist.
  }
network-proxy-system = { $system ->
    [linux] Automatisch
   *[other] Wie im System
  }
network-test = Verbindung testen
network-test-hint = Geht den ganzen Weg zu Cal.com und sagt, welcher Schritt gelingt. In Cal.com wird nichts geändert.
network-test-now = Verbindung testen
network-testing = Wird getestet …
network-stage-name = Adresse gefunden
network-stage-tls = Sichere Verbindung
network-stage-key = API-Schlüssel
network-stage-version = API-Version
network-works = In Ordnung
network-fails = Gelingt nicht
network-not_tried = Nicht geprüft
network-name-unknown = { $host } wurde nicht gefunden. Prüfen Sie die Internetverbindung und den Proxy.
error-invalid_proxy = Bitte geben Sie den Proxy mit Namen und Anschluss ein, zum Beispiel proxy.praxis.de:3128.
error-proxy_credentials = Benutzername und Kennwort können hier nicht stehen, weil sie lesbar gespeichert würden. Bitte fragen Sie Ihre IT-Betreuung nach einem Proxy ohne Anmeldung.

## Einstellungen: nach Änderungen in Cal.com sehen

settings-comparing = Vergleich mit Cal.com
settings-check_every = In Cal.com nachsehen
settings-check_every-1 = Stündlich
settings-check_every-6 = Alle 6 Stunden
settings-check_every-24 = Täglich
settings-check_every-start = Nur beim Start
settings-check_every-hint = Abgleich sieht immer beim Start, vor dem Senden und mit { $keys } nach, ob in Cal.com etwas geändert wurde.
