# Texte, die nur die Kommandozeile braucht; alle anderen stehen in ui/locales.

cli-about = Abgleich auf der Kommandozeile: Leistungen pflegen und mit Cal.com abgleichen.
cli-and = { $first } und { $last }
cli-yes-no = [j/N]
cli-continue = Fortfahren?
cli-nothing-done = Abgebrochen. Es wurde nichts getan.
cli-needs-yes = Hier kann niemand gefragt werden. Wenn Sie sicher sind, rufen Sie den Befehl mit --yes auf.
cli-no-data-dir = Es ist kein Datenordner bekannt. Bitte nennen Sie einen mit --data-dir.
cli-no-log = Das Protokoll kann nicht geschrieben werden: { $error }
cli-progress = { $position } von { $total }

## Hilfe

cli-help-usage = Aufruf
cli-help-commands = Befehle
cli-help-command = BEFEHL
cli-help-arguments = Angaben
cli-help-options = Optionen
cli-help-everywhere = Überall
cli-help-options-placeholder = OPTIONEN

cli-command-account = Cal.com-Konten verbinden und verwalten
cli-command-account-add = Konto verbinden; der API-Schlüssel wird mit GET /v2/me geprüft und dann im Passwortspeicher abgelegt
cli-command-account-list = Verbundene Konten zeigen
cli-command-account-check = Bei Cal.com nachfragen, ob der API-Schlüssel gilt
cli-command-account-set = Felder ändern: name, color, url, web-url, key-expires, requests-per-minute
cli-command-account-set-key = API-Schlüssel ersetzen
cli-command-account-remove = Konto trennen; der API-Schlüssel wird von diesem Computer gelöscht
cli-command-event-types = Termintypen (in Cal.com unter „Ereignistypen“)
cli-command-event-types-list = Termintypen des Kontos zeigen
cli-command-event-types-import = Aus Termintypen Leistungen machen; in Cal.com ändert sich nichts
cli-command-service = Leistungen der Praxis
cli-command-service-list = Leistungen zeigen
cli-command-service-show = Eine Leistung mit ihren Verknüpfungen zeigen
cli-command-service-add = Leistung anlegen
cli-command-service-copy = Leistung mit denselben Angaben unter anderem Namen anlegen, ohne Verknüpfung
cli-command-service-set = Felder ändern; ein leerer Wert hebt das Feld auf
cli-command-service-link = Leistung mit einem Termintyp verknüpfen
cli-command-service-unlink = Verknüpfung lösen; Cal.com bleibt unverändert
cli-command-service-archive = Leistung archivieren; ihre Verknüpfungen ruhen, bis sie zurückgeholt wird
cli-command-service-unarchive = Leistung aus dem Archiv holen
cli-command-diff = Cal.com lesen und mit der Leistung vergleichen
cli-command-sync = Leistungen mit Cal.com synchronisieren
cli-command-queue = Warteschlange
cli-command-queue-list = Wartende und laufende Aufträge zeigen, die ältesten zuerst
cli-command-queue-work = Warteschlange abarbeiten, ohne weitere Angabe bis Strg+C
cli-command-queue-failed = Fehlgeschlagene Aufträge zeigen, um die sich noch niemand gekümmert hat
cli-command-queue-retry = Jetzt noch einmal versuchen
cli-command-queue-cancel = Einen wartenden Auftrag nicht mehr senden, einen fehlgeschlagenen abhaken
cli-command-queue-pause = Senden anhalten, auch über einen Neustart hinaus
cli-command-queue-resume = Senden fortsetzen
cli-command-history = Verlauf zeigen, das Neueste zuerst
cli-command-purge = Alles auf diesem Computer löschen: Daten, Sicherungen, Protokolle, API-Schlüssel
cli-command-simulator = Ein nachgespieltes Cal.com auf diesem Computer starten
cli-command-doctor = Prüfen, ob auf diesem Computer alles in Ordnung ist
cli-command-logs = Protokoll zeigen

cli-arg-data_dir = Datenordner statt des üblichen (auch ABGLEICH_DATA_DIR)
cli-arg-json = Ergebnis als JSON ausgeben
cli-arg-lang = Sprache: de oder en, sonst die des Systems
cli-arg-account = Konto, wenn es mehrere gibt
cli-arg-verbose = Mehr mitteilen, mit -vv noch mehr
cli-arg-no_progress = Keinen Fortschritt anzeigen
cli-arg-help = Diese Hilfe zeigen
cli-arg-version = Version zeigen
cli-arg-id = Nummer der Leistung
cli-arg-ids = Nummern der Leistungen
cli-arg-yes = Nicht fragen
cli-arg-name = Name
cli-arg-key_stdin = API-Schlüssel von der Standardeingabe lesen, sonst aus ABGLEICH_API_KEY
cli-arg-account-add-name = Name des Kontos, zum Beispiel „Praxis am Markt“
cli-arg-account-add-url = Adresse, zum Beispiel https://api.cal.eu; http nur für diesen Computer
cli-arg-account-add-web_url = Adresse der Anmeldeseite
cli-arg-account-check-id = Nummer des Kontos
cli-arg-account-set-id = Nummer des Kontos
cli-arg-account-set-fields = Feld und Wert; url= fragt auf der Standardeingabe nach dem API-Schlüssel
cli-arg-account-set-key-id = Nummer des Kontos
cli-arg-account-remove-id = Nummer des Kontos
cli-arg-refresh = Vorher bei Cal.com neu lesen
cli-arg-all = Alle
cli-arg-event-types-import-ids = Event Type IDs
cli-arg-archived = Stattdessen die archivierten
cli-arg-duration = Dauer in Minuten, 1 bis 1440
cli-arg-description = Beschreibung; ein leerer Text leert sie in Cal.com
cli-arg-buffer_before = Puffer davor in Minuten
cli-arg-buffer_after = Puffer danach in Minuten
cli-arg-price = Preis, wird verglichen und nicht übertragen
cli-arg-currency = Währung nach ISO 4217, sonst EUR
cli-arg-category = Kategorie
cli-arg-listed = Auf der Buchungsseite anzeigen
cli-arg-event_type = Event Type ID in Cal.com
cli-arg-title = Eigener Titel in Cal.com, sonst der Name der Leistung
cli-arg-words = Nummern der Leistungen, dann Felder: name, description, duration, buffer-before, buffer-after, price, currency, category, listed, title, event-type
cli-arg-clear = Text in Cal.com leeren: description
cli-arg-outdated = Alle, die hier geändert sind
cli-arg-dry_run = Nur den Plan zeigen
cli-arg-overwrite = Auch überschreiben, was in Cal.com geändert wurde: Ich habe den gezeigten Plan gesehen
cli-arg-wait = So lange auf das Ergebnis warten und bei Bedarf selbst senden
cli-arg-state = Nur diese: waiting, running, succeeded, failed, cancelled, superseded
cli-arg-job = Kennung des Auftrags
cli-arg-once = Höchstens einen fälligen Auftrag
cli-arg-until_empty = Bis nichts mehr wartet, auch über Pausen und Ausfälle hinweg
cli-arg-tries = So viele Versuche je Auftrag
cli-arg-timeout = So lange darf ein Lauf eines Auftrags dauern
cli-arg-history-id = Nur diese Leistung
cli-arg-port = Port, sonst ein freier
cli-arg-practice = Bestand: demo oder empty
cli-arg-control_port = Port zum Steuern, sonst ein freier
cli-arg-fault = Störung von Anfang an, zum Beispiel offline, slow=500, status=503; mehrfach möglich
cli-arg-follow = Weiterlaufen und neue Zeilen zeigen
cli-arg-filter = Nur Zeilen mit diesem Text, Groß und Klein egal
cli-arg-path = Nur sagen, wo das Protokoll liegt

## Falscher Aufruf

cli-usage-see-help = Mehr dazu mit --help.
cli-usage-unknown-argument = { $argument } gibt es hier nicht.
cli-usage-unknown-command = Den Befehl „{ $command }“ gibt es nicht.
cli-usage-suggestion = Meinen Sie { $suggestion }?
cli-usage-no-command = Bitte nennen Sie einen Befehl.
cli-usage-missing = Es fehlt: { $argument }
cli-usage-conflict = { $argument } und { $other } passen nicht zusammen.
cli-usage-value = { $argument }: „{ $value }“ passt nicht. { $why }
cli-usage-choice = { $argument }: „{ $value }“ gibt es nicht. Möglich: { $valid }
cli-usage-no-value = { $argument } braucht einen Wert.
cli-usage-utf8 = Eine Angabe ist kein gültiger Text (UTF-8).
cli-usage-other = So lässt sich der Befehl nicht aufrufen: { $argument }
cli-why-id = Erwartet wird eine ganze Zahl ab 1.
cli-why-job-id = Erwartet wird die Kennung eines Auftrags, wie queue list sie zeigt.
cli-why-language = Möglich sind de und en.
cli-why-state = Möglich sind waiting, running, succeeded, failed, cancelled und superseded.
cli-why-seconds = Erwartet werden ganze Sekunden.
cli-why-seconds-most = Möglich sind höchstens 31536000 Sekunden, das ist ein Jahr.
cli-why-seconds-some = Es muss mindestens eine Sekunde sein.
cli-why-tries = Erwartet wird eine Zahl von 1 bis 100.
cli-why-port = Erwartet wird ein Port von 0 bis 65535.
cli-why-fault = Diese Störung kennt der Simulator nicht. Möglich sind: { $names }.
cli-why-value = Der Wert ist nicht möglich.
cli-no-assignment = „{ $value }“ ist keine Angabe der Form field=value.
cli-cannot-clear = „{ $field }“ lässt sich nicht leeren. Möglich ist description.
cli-one-event-type = Ein Termintyp kann nur zu einer Leistung gehören. Bitte nennen Sie nur eine.
cli-which-link = Die Leistung hat mehrere Verknüpfungen. Bitte nennen Sie die Event Type ID: { $ids }

## Was nicht geht

cli-error-not_found = { $what ->
    [service] Eine Leistung mit der Nummer { $id } gibt es nicht.
    [account] Ein Konto mit der Nummer { $id } gibt es nicht.
    [job] Einen Auftrag mit der Kennung { $id } gibt es nicht.
    [event_type] Einen Termintyp mit der Event Type ID { $id } gibt es in diesem Konto nicht.
    [snapshot] Frühere Werte mit der Nummer { $id } gibt es bei dieser Leistung nicht.
    [link] Mit der Event Type ID { $id } ist die Leistung nicht verknüpft.
   *[other] { $id } gibt es nicht.
  }
cli-error-description_too_long = Die Beschreibung ist zu lang. Bitte kürzen Sie sie auf höchstens 5.000 Zeichen.
cli-error-category_too_long = Die Kategorie ist zu lang. Bitte kürzen Sie sie auf höchstens 255 Zeichen.
cli-error-invalid_duration = „{ $value }“ ist keine Dauer. Bitte geben Sie eine Dauer von 1 bis 1.440 Minuten ein.
cli-error-invalid_buffer = „{ $value }“ ist kein Puffer. Bitte geben Sie einen Puffer von 0 bis 1.440 Minuten ein.
cli-error-price_not_in_currency = Der Preis lässt sich so nicht in { $wanted } schreiben. Nennen Sie ihn im selben Aufruf: price=… currency={ $wanted }
cli-error-invalid_currency = „{ $value }“ ist keine Währung nach ISO 4217, zum Beispiel EUR oder CHF.
cli-error-invalid_flag = „{ $value }“ ist weder true noch false.
cli-error-invalid_event_type_id = „{ $value }“ ist keine Event Type ID. Erwartet wird eine ganze Zahl ab 1.
cli-error-unknown_field = Das Feld „{ $value }“ gibt es nicht.
cli-error-invalid_limit = „{ $value }“ ist keine Zahl von 1 bis 6.000 Anfragen je Minute.
cli-error-invalid_color = „{ $value }“ ist keine dieser Farben: indigo, berry, olive, sky, brown, slate.
cli-error-invalid_date = „{ $value }“ ist kein Datum der Form 2027-01-31.
cli-error-required = Das Feld „{ $field }“ darf nicht leer sein.
cli-error-invalid_key = Das ist kein API-Schlüssel. Bitte kopieren Sie ihn noch einmal vollständig.
cli-error-empty = Bitte nennen Sie eine Adresse.
cli-error-not_a_url = Bitte prüfen Sie die Adresse. Sie beginnt mit https://.
cli-error-scheme = Bitte prüfen Sie die Adresse. Sie beginnt mit https://.
cli-error-http_not_loopback = Ohne Verschlüsselung (http) geht es nur auf diesem Computer selbst. Bitte verwenden Sie https://.
cli-error-credentials = In der Adresse darf weder Benutzername noch Passwort stehen.
cli-error-query_or_fragment = In der Adresse darf weder ? noch # stehen.
cli-error-no_host = In der Adresse fehlt der Name des Servers.
cli-error-already_linked = Dieser Termintyp ist schon mit „{ $service }“ verknüpft.
cli-error-archived = Die Leistung ist archiviert. Holen Sie sie zuerst aus dem Archiv.
cli-error-other_user = Dieser API-Schlüssel gehört zu { $user }. Das Konto „{ $account }“ gehört zu { $owner }. Es wurde nichts geändert.
cli-error-account_exists = Diese Person hat unter dieser Adresse schon das Konto „{ $account }“. Es wurde nichts geändert.
cli-error-key_from_environment = Der API-Schlüssel aus ABGLEICH_API_KEY wird nicht gespeichert; damit lässt sich das Konto nicht umziehen. Wiederholen Sie es ohne die Variable. Es wurde nichts geändert.
cli-error-job_running = Der Auftrag wird gerade gesendet. Abbrechen lässt er sich nicht mehr.
cli-error-job_finished = Der Auftrag ist schon beendet.
cli-error-which_account = Es gibt mehrere Konten. Bitte nennen Sie eines mit --account.
cli-error-no_account = Es ist noch kein Cal.com-Konto verbunden. Verbinden Sie eines mit account add.
cli-error-database_newer = Daten stammen von einer neueren Version. Bitte installieren Sie die neueste Version von Abgleich.
cli-error-database_damaged = Daten sind beschädigt. Die Datei wurde zur Seite gelegt: { $path }
    Eine Sicherung ist nicht da. Einspielen lässt sich eine mit: abgleichctl backup load DATEI
    Oder leer beginnen mit: abgleichctl backup begin-empty
cli-error-network_file_system = Der Ordner { $path } liegt auf einem Netzlaufwerk ({ $kind }). Dort sind die Daten nicht sicher. Bitte wählen Sie einen Ordner auf diesem Computer.
cli-read-offline = Keine Internetverbindung. Bitte versuchen Sie es später noch einmal.
cli-read-unreachable = Cal.com ist gerade nicht erreichbar. Bitte versuchen Sie es später noch einmal.
cli-read-rate_limited = Cal.com bittet um eine Pause bis { $until }. Bitte versuchen Sie es dann noch einmal.
cli-read-forbidden = Cal.com erlaubt das mit diesem API-Schlüssel nicht.
cli-read-unexpected_answer = Die Antwort ist keine von Cal.com. Bitte prüfen Sie die Adresse und Ihre Internetverbindung.
cli-read-not_found = Cal.com kennt das nicht. Bitte prüfen Sie die Adresse und die Nummer.
cli-read-rejected = Cal.com hat die Anfrage nicht angenommen.
cli-read-rejected_without_reason = Cal.com hat die Anfrage nicht angenommen.
cli-reason-key_missing-title = API-Schlüssel fehlt
cli-reason-key_missing-cause = Im Passwortspeicher ist keiner für dieses Konto. Setzen Sie ihn mit account set-key ID --key-stdin.
cli-reason-lifted-title = Verknüpfung gelöst

## Konten

cli-key-missing = Es fehlt der API-Schlüssel: mit --key-stdin von der Standardeingabe, oder in der Umgebung als ABGLEICH_API_KEY.
cli-key-not-kept = ABGLEICH_API_KEY ist gesetzt: Der API-Schlüssel wird geprüft, aber nicht im Passwortspeicher abgelegt.
cli-key-prompt = API-Schlüssel einfügen und mit Eingabe bestätigen (er ist dabei sichtbar):
cli-account-other-region = Ihr API-Schlüssel gehört zu { $host }. Rufen Sie den Befehl mit der Adresse { $url } auf.
cli-account-connected = Konto { $id } „{ $name }“ ({ $host }) ist mit { $person } verbunden.
cli-account-checked = Konto { $id } „{ $name }“ ({ $host }): Der API-Schlüssel gilt und gehört zu { $person }.
cli-account-saved = Konto { $id } „{ $name }“ ({ $host }, { $person }) ist gespeichert.
cli-account-key-replaced = Konto { $id } „{ $name }“ ({ $host }): Der API-Schlüssel von { $person } ist ersetzt. Was wartet, wird gesendet, solange Abgleich läuft, oder mit: abgleichctl queue work --until-empty
cli-account-removed = Konto { $id } „{ $name }“ ({ $host }, { $person }) ist getrennt. Leistungen und Verlauf bleiben.

## Leistungen

cli-service-created = Leistung { $id } „{ $service }“ ist angelegt.
cli-service-linked = Leistung { $id } „{ $service }“ ist verknüpft.
cli-service-unlinked = Leistung { $id } „{ $service }“ ist nicht mehr verknüpft. Cal.com bleibt unverändert.
cli-service-unarchived = Leistung { $id } „{ $service }“ ist wieder da.
cli-link-warning = Hinweis zu Event Type ID { $id }: { $reason }
cli-import-skipped = Event Type ID { $id } nicht übernommen: { $reason }
cli-as-last-read = Cal.com konnte nicht gelesen werden. Stand: { $time }
cli-last-attempt = Letzter Versuch
cli-last-success = Zuletzt gesendet
cli-column-id = Nr.
cli-column-name = Name
cli-column-address = Adresse
cli-column-person = Person
cli-column-state = Zustand
cli-column-key-expires = Schlüssel bis
cli-column-service = Leistung
cli-column-event-type-id = Event Type ID
cli-column-job = Auftrag
cli-column-changes = Änderungen
cli-column-tries = Versuche
cli-column-due = Fällig
cli-column-reason = Grund
cli-column-time = Zeit
cli-column-what = Was
cli-column-kind = Art
cli-column-check = Prüfung
cli-column-detail = Ergebnis

## Synchronisieren

cli-up-to-date = „{ $service }“: In Cal.com steht schon dasselbe.
cli-planned = „{ $service }“ würde gesendet.
cli-queued-held = „{ $service }“ ist vorgemerkt und wartet noch: { $reason }
cli-refused = „{ $service }“ nicht gesendet: { $reason }
cli-nothing-to-sync = Es gibt nichts zu senden.
cli-who-sends = Gesendet wird, solange Abgleich läuft, oder mit: abgleichctl queue work --until-empty
cli-outcome = „{ $service }“ – { $text }

## Warteschlange

cli-state-waiting = wartet
cli-state-running = wird gesendet
cli-state-succeeded = gesendet und geprüft
cli-state-failed = fehlgeschlagen
cli-state-cancelled = abgebrochen
cli-state-superseded = ersetzt
cli-queue-none-failed = Es gibt keine fehlgeschlagenen Aufträge.
cli-queue-none-in-state = Es gibt keine Aufträge in diesem Zustand.
cli-queue-none-to-retry = Es gibt nichts, was noch einmal versucht werden könnte.
cli-retried = „{ $service }“ wird jetzt noch einmal versucht.
cli-cancelled = Der Auftrag wird nicht mehr gesendet. Ihre Leistung bleibt hier gespeichert.
cli-handled = Der fehlgeschlagene Auftrag ist abgehakt.
cli-resumed = Senden wird fortgesetzt.
cli-nothing-due = Kein Auftrag ist fällig.
cli-work-all-accounts = queue work sendet für alle Konten. Bitte lassen Sie --account weg.
cli-worker-elsewhere = Ein anderes Programm arbeitet die Warteschlange gerade ab.
cli-only-people = Was noch wartet, braucht Ihre Hilfe: queue list zeigt, was fehlt.

## Löschen, Simulator, Prüfung

cli-purge-question = Alle Leistungen, der Verlauf, die Sicherungen und die API-Schlüssel auf diesem Computer werden gelöscht. Der Datenordner ist { $path }. In Cal.com ändert sich nichts. Das lässt sich nicht rückgängig machen. Fortfahren?
cli-purged = Alles auf diesem Computer ist gelöscht. In Cal.com hat sich nichts geändert.
cli-purge-nothing = In { $path } liegen keine Daten von Abgleich. Es wurde nichts gelöscht.
cli-purge-no-keyring = Kein Passwortspeicher gefunden. Falls später wieder einer läuft, kann der API-Schlüssel noch darin liegen.
cli-in-use = Abgleich läuft gerade mit diesen Daten. Bitte beenden Sie es zuerst.
cli-simulator-failed = Der Simulator kann nicht starten: { $error }
cli-check-folder = Datenordner
cli-check-database = Datenbank
cli-check-keyring = Passwortspeicher
cli-check-key_variable = Umgebung
cli-check-account = Konto
cli-check-key_expires = API-Schlüssel
cli-doctor-key-expires = { $days ->
    [0] API-Schlüssel läuft heute ab ({ $date }).
    [one] API-Schlüssel läuft in { $days } Tag ab ({ $date }).
   *[other] API-Schlüssel läuft in { $days } Tagen ab ({ $date }).
  }
cli-doctor-key-expired = API-Schlüssel ist am { $date } abgelaufen. Bitte ersetzen Sie ihn (account set-key) und geben Sie an, wann der neue endet (account set ID key-expires=…).
cli-check-worker = Warteschlange abarbeiten
cli-check-clock = Uhr
cli-check-queue = Warteschlange
cli-doctor-ok = gut
cli-doctor-wrong = Problem
cli-doctor-variable-set = { $variable } ist gesetzt und gilt statt des Passwortspeichers.
cli-doctor-variable-unset = { $variable } ist nicht gesetzt.
cli-doctor-keyring-ok = Der Passwortspeicher antwortet.
cli-doctor-keyring-absent = Kein Passwortspeicher gefunden.
cli-doctor-keyring-locked = Der Passwortspeicher ist gesperrt oder antwortet nicht.
cli-doctor-worker-free = Kein Programm arbeitet die Warteschlange gerade ab.
cli-doctor-clock = Die Uhr zeigt { $time }.
cli-doctor-clock-wrong = Die Uhr zeigt { $time } und geht falsch.
cli-doctor-queue = { $summary } · die älteste seit { $since }

## Vergleichen, entscheiden, wiederherstellen

cli-command-resolve = Entscheiden, was gilt, wenn in Cal.com etwas geändert wurde
cli-command-restore = Frühere Werte in Cal.com wiederherstellen; history zeigt sie
cli-arg-changed = Alle, die in Cal.com geändert wurden
cli-arg-take = Wessen Werte gelten: calcom oder ours
cli-arg-snapshot = Nummer der früheren Werte, wie history sie zeigt
cli-column-agreed = Zuletzt gleich
cli-column-values = Werte
cli-changed-changed_here = hier geändert
cli-changed-changed_there = in Cal.com geändert
cli-changed-changed_both = hier und in Cal.com geändert
cli-changed-changed_both_same = hier und in Cal.com gleich geändert
cli-changed-not_known = weicht ab
cli-changed-at = { $fields }: geändert am { $time }
cli-changed-by = { $fields }: geändert am { $time } (von { $person })
cli-gone-help = Verknüpfen Sie die Leistung neu mit service link, oder lösen Sie die Verknüpfung mit service unlink.
cli-nothing-changed = In Cal.com wurde nichts geändert.
cli-nothing-to-decide = „{ $service }“: Es gibt nichts zu entscheiden.
cli-take-question = Werte aus Cal.com übernehmen?
cli-taken = „{ $service }“: Werte aus Cal.com übernommen: { $changes }
cli-also-changed = Die Leistung ist auch mit { $ids } verknüpft. Dort stehen noch die bisherigen Werte.
cli-may-have-arrived = Vielleicht ist die Änderung schon angekommen. Abgleich prüft das beim nächsten Lesen.
cli-not-resolved = „{ $service }“ nicht entschieden: { $reason }
cli-not-done = „{ $service }“: nichts geändert, weil es bei einer anderen Leistung nicht geht.
cli-earlier-values = Frühere Werte in Cal.com
cli-restore-help = Wiederherstellen mit: abgleichctl restore { $id } NR.
cli-error-contradiction = „{ $service }“ ist mit mehreren Termintypen verknüpft, in denen Verschiedenes steht. Bitte entscheiden Sie einzeln.
## Mehrere auf einmal

cli-bulk-title = { $count ->
    [0] Es gibt nichts zu senden.
    [one] { $count } Leistung synchronisieren
   *[other] { $count } Leistungen synchronisieren
  }
cli-bulk-account = { $account } ({ $host }): { $count }
cli-bulk-service = „{ $service }“ · Event Type ID { $id }
cli-bulk-change = { $field }: { $from } → { $to }
cli-bulk-equal = In Cal.com steht schon dasselbe: { $services }.
cli-bulk-pending = Schon in der Warteschlange: { $services }.
cli-bulk-blocked = { $count ->
    [one] { $count } kann nicht gesendet werden:
   *[other] { $count } können nicht gesendet werden:
  }
cli-bulk-why = „{ $service }“: { $reason }
cli-result-succeeded = { $count } synchronisiert
cli-result-failed = { $count } fehlgeschlagen
cli-result-waiting = { $count ->
    [one] { $count } wartet noch
   *[other] { $count } warten noch
  }
cli-result-equal = { $count } schon gleich
cli-result-not-sent = { $count } nicht gesendet
## Sicherungen und Ordnung auf der Platte

cli-command-backup = Sichern und aus einer Sicherung neu beginnen
cli-command-backup-save = Alles außer den API-Schlüsseln in eine Datei sichern
cli-command-backup-load = Mit den Daten einer Sicherung weiterarbeiten
cli-command-backup-list = Die Sicherungen auf diesem Computer zeigen
cli-command-backup-begin-empty = Ohne Sicherung leer beginnen
cli-arg-backup-save-file = Die Datei, in die gesichert wird
cli-arg-backup-load-file = Die Datei der Sicherung
cli-column-file = Datei
cli-backup-saved = Gesichert in { $path }. API-Schlüssel sind nicht enthalten.
cli-backup-load-question = Die Daten auf diesem Computer werden durch die Sicherung ersetzt; der jetzige Stand wird aufgehoben. In Cal.com ändert sich nichts. Fortfahren?
cli-backup-begin-empty-question = Abgleich beginnt ohne Leistungen und Konten; der jetzige Stand wird aufgehoben. In Cal.com ändert sich nichts. Fortfahren?
cli-backup-begun-empty = Abgleich beginnt leer.
cli-backup-loaded = Die Sicherung ist eingespielt.
cli-backup-kept = Der bisherige Stand liegt in { $path }
cli-backup-cancelled = { $count ->
    [one] Eine wartende Änderung aus der Sicherung wurde nicht gesendet. Bestätigen Sie sie neu, wenn sie gesendet werden soll.
   *[other] { $count } wartende Änderungen aus der Sicherung wurden nicht gesendet. Bestätigen Sie sie neu, wenn sie gesendet werden sollen.
}
cli-backup-need-key = Ohne API-Schlüssel auf diesem Computer: { $accounts }. Setzen Sie ihn mit account set-key ID --key-stdin.
cli-backup-none = Es gibt noch keine Sicherung.
cli-backup-daily = täglich
cli-backup-before-upgrade = vor einer neuen Version
cli-backup-before-load = vor dem Einspielen
cli-error-database_damaged-backup = Daten sind beschädigt. Die Datei wurde zur Seite gelegt: { $path }
    Letzte Sicherung: { $time }. Einspielen mit: abgleichctl backup load { $backup }
    Oder leer beginnen mit: abgleichctl backup begin-empty
cli-error-in_use = Abgleich läuft gerade mit diesen Daten. Bitte beenden Sie es zuerst.
cli-error-backup_foreign = { $path } ist keine Sicherung von Abgleich. Es wurde nichts geändert.
cli-error-backup_damaged = Die Sicherung { $path } ist unvollständig oder wurde verändert. Es wurde nichts geändert.
cli-error-backup_missing = Es gibt keine Datei { $path }.
cli-error-backup_unreadable = { $path } lässt sich nicht lesen. Es wurde nichts geändert.
cli-error-backup_newer = Die Sicherung { $path } stammt von einer neueren Version von Abgleich. Bitte installieren Sie zuerst die neueste Version. Es wurde nichts geändert.
cli-check-notifications = Mitteilungen
cli-check-backup = Sicherung
cli-check-backup_folder = Kopie der Sicherung
cli-doctor-database = { $path } · { $size } kB, Protokoll { $log } kB · Version { $version }
cli-doctor-database-damaged = { $path } ist beschädigt. Der nächste Start legt die Datei zur Seite.
cli-doctor-database-unfinished = { $path } · { $size } kB · Die Prüfung wurde nach zwei Sekunden beendet; bis dahin war alles in Ordnung.
cli-doctor-backup = Letzte Sicherung: { $time }
cli-doctor-folder-missing = Der Ordner { $path } ist nicht da.
cli-doctor-notifications-ok = Ein Dienst für Mitteilungen ist da.
cli-doctor-notifications-absent = Es gibt keinen Dienst für Mitteilungen. Ergebnisse stehen nur im Fenster.
cli-doctor-notifications-unchecked = Wird hier nicht geprüft.
cli-doctor-clock-files = Die Uhr zeigt { $time }. Dateien tragen eine spätere Zeit; die Uhr wurde zurückgestellt.
cli-doctor-clock-server = { $time } · Die Uhr dieses Computers weicht { $seconds } Sekunden von der des Servers ab.
cli-doctor-account-ok = { $text } · API { $version }
