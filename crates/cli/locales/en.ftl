# Texts that only the command line needs; all others are in ui/locales.

cli-about = Abgleich on the command line: keep your services and bring Cal.com into agreement with them.
cli-and = { $first } and { $last }
cli-yes-no = [y/N]
cli-continue = Continue?
cli-nothing-done = Cancelled. Nothing was done.
cli-needs-yes = Nobody can be asked here. If you are sure, call the command with --yes.
cli-no-data-dir = No data folder is known. Please name one with --data-dir.
cli-no-log = The log cannot be written: { $error }
cli-progress = { $position } of { $total }

## Help

cli-help-usage = Usage
cli-help-commands = Commands
cli-help-command = COMMAND
cli-help-arguments = Arguments
cli-help-options = Options
cli-help-everywhere = Everywhere
cli-help-options-placeholder = OPTIONS

cli-command-account = Connect and manage Cal.com accounts
cli-command-account-add = Connect an account; the API key is checked with GET /v2/me and then kept in the credential store
cli-command-account-list = Show the connected accounts
cli-command-account-check = Ask Cal.com whether the API key is valid
cli-command-account-set = Change fields: name, color, url, web-url, key-expires, requests-per-minute
cli-command-account-set-key = Replace the API key
cli-command-account-remove = Disconnect an account; the API key is deleted from this computer
cli-command-event-types = Event types of Cal.com
cli-command-event-types-list = Show the event types of the account
cli-command-event-types-import = Make services of event types; nothing changes in Cal.com
cli-command-service = Services of the practice
cli-command-service-list = Show the services
cli-command-service-show = Show one service with its links
cli-command-service-add = Create a service
cli-command-service-copy = Create a service with the same details under another name, not linked
cli-command-service-set = Change fields; an empty value unsets the field
cli-command-service-link = Link a service to an event type
cli-command-service-unlink = Remove a link; Cal.com stays as it is
cli-command-service-archive = Archive a service; its links rest until it is brought back
cli-command-service-unarchive = Bring a service back from the archive
cli-command-diff = Read Cal.com and compare it with the service
cli-command-sync = Sync services with Cal.com
cli-command-queue = The queue
cli-command-queue-list = Show waiting and running jobs, oldest first
cli-command-queue-work = Work the queue, until Ctrl+C if nothing else is said
cli-command-queue-failed = Show the failed jobs that nobody has dealt with
cli-command-queue-retry = Try again now
cli-command-queue-cancel = Stop sending a waiting job, tick off a failed one
cli-command-queue-pause = Pause sending, also across a restart
cli-command-queue-resume = Resume sending
cli-command-history = Show the history, newest first
cli-command-purge = Delete everything on this computer: data, backups, logs, API keys
cli-command-simulator = Start a simulated Cal.com on this computer
cli-command-doctor = Check whether everything on this computer is in order
cli-command-logs = Show the log

cli-arg-data_dir = Data folder instead of the usual one (also ABGLEICH_DATA_DIR)
cli-arg-json = Print the result as JSON
cli-arg-lang = Language: de or en, otherwise that of the system
cli-arg-account = The account, if there are several
cli-arg-verbose = Say more, with -vv even more
cli-arg-no_progress = Show no progress
cli-arg-help = Show this help
cli-arg-version = Show the version
cli-arg-id = Number of the service
cli-arg-ids = Numbers of the services
cli-arg-yes = Do not ask
cli-arg-name = Name
cli-arg-key_stdin = Read the API key from standard input, otherwise from ABGLEICH_API_KEY
cli-arg-account-add-name = Name of the account, for example “Practice at the market”
cli-arg-account-add-url = Address, for example https://api.cal.eu; http only for this computer
cli-arg-account-add-web_url = Address of the sign-in page
cli-arg-account-check-id = Number of the account
cli-arg-account-set-id = Number of the account
cli-arg-account-set-fields = Field and value; url= asks for the API key on standard input
cli-arg-account-set-key-id = Number of the account
cli-arg-account-remove-id = Number of the account
cli-arg-refresh = Read from Cal.com first
cli-arg-all = All
cli-arg-event-types-import-ids = Event type IDs
cli-arg-archived = The archived ones instead
cli-arg-duration = Duration in minutes, 1 to 1440
cli-arg-description = Description; an empty text empties it in Cal.com
cli-arg-buffer_before = Buffer before in minutes
cli-arg-buffer_after = Buffer after in minutes
cli-arg-price = Price, compared and not transferred
cli-arg-currency = Currency by ISO 4217, otherwise EUR
cli-arg-category = Category
cli-arg-listed = Show on the booking page
cli-arg-event_type = Event type ID in Cal.com
cli-arg-title = Own title in Cal.com, otherwise the name of the service
cli-arg-words = Numbers of the services, then fields: name, description, duration, buffer-before, buffer-after, price, currency, category, listed, title, event-type
cli-arg-clear = Empty a text in Cal.com: description
cli-arg-outdated = All that were changed here
cli-arg-dry_run = Only show the plan
cli-arg-overwrite = Also overwrite what was changed in Cal.com: I have seen the plan shown
cli-arg-wait = Wait this long for the outcome, and send if nobody else does
cli-arg-state = Only these: waiting, running, succeeded, failed, cancelled, superseded
cli-arg-job = ID of the job
cli-arg-once = At most one job that is due
cli-arg-until_empty = Until nothing waits, also through pauses and outages
cli-arg-tries = This many tries per job
cli-arg-timeout = This long may one run of a job take
cli-arg-history-id = Only this service
cli-arg-port = Port, otherwise a free one
cli-arg-practice = What it holds: demo or empty
cli-arg-control_port = Port to steer it, otherwise a free one
cli-arg-fault = A fault from the start, for example offline, slow=500, status=503; may be repeated
cli-arg-follow = Go on and show new lines
cli-arg-filter = Only lines with this text, in any case
cli-arg-path = Only say where the log is

## Wrong calls

cli-usage-see-help = More about it with --help.
cli-usage-unknown-argument = There is no { $argument } here.
cli-usage-unknown-command = There is no command “{ $command }”.
cli-usage-suggestion = Did you mean { $suggestion }?
cli-usage-no-command = Please name a command.
cli-usage-missing = Missing: { $argument }
cli-usage-conflict = { $argument } and { $other } do not go together.
cli-usage-value = { $argument }: “{ $value }” does not fit. { $why }
cli-usage-choice = { $argument }: there is no “{ $value }”. Possible: { $valid }
cli-usage-no-value = { $argument } needs a value.
cli-usage-utf8 = An argument is not a valid text (UTF-8).
cli-usage-other = The command cannot be called like this: { $argument }
cli-why-id = A whole number from 1 is expected.
cli-why-job-id = The ID of a job is expected, as queue list shows it.
cli-why-language = Possible are de and en.
cli-why-state = Possible are waiting, running, succeeded, failed, cancelled and superseded.
cli-why-seconds = Whole seconds are expected.
cli-why-seconds-most = At most 31536000 seconds are possible, which is a year.
cli-why-seconds-some = It has to be at least one second.
cli-why-tries = A number from 1 to 100 is expected.
cli-why-port = A port from 0 to 65535 is expected.
cli-why-fault = The simulator does not know this fault. Possible are: { $names }.
cli-why-value = The value is not possible.
cli-no-assignment = “{ $value }” is not of the form field=value.
cli-cannot-clear = “{ $field }” cannot be emptied. Possible is description.
cli-one-event-type = An event type can belong to one service only. Please name only one.
cli-which-link = The service has several links. Please name the event type ID: { $ids }

## What does not work

cli-error-not_found = { $what ->
    [service] There is no service with the number { $id }.
    [account] There is no account with the number { $id }.
    [job] There is no job with the ID { $id }.
    [event_type] There is no event type with the ID { $id } in this account.
    [snapshot] This service has no earlier values with the number { $id }.
    [link] The service is not linked to the event type ID { $id }.
   *[other] There is no { $id }.
  }
cli-error-description_too_long = The description is too long. Please shorten it to at most 5,000 characters.
cli-error-category_too_long = The category is too long. Please shorten it to at most 255 characters.
cli-error-invalid_duration = “{ $value }” is not a duration. Please enter a duration from 1 to 1,440 minutes.
cli-error-invalid_buffer = “{ $value }” is not a buffer. Please enter a buffer from 0 to 1,440 minutes.
cli-error-price_not_in_currency = The price cannot be written like this in { $wanted }. Name it in the same call: price=… currency={ $wanted }
cli-error-invalid_currency = “{ $value }” is not a currency by ISO 4217, for example EUR or CHF.
cli-error-invalid_flag = “{ $value }” is neither true nor false.
cli-error-invalid_event_type_id = “{ $value }” is not an event type ID. A whole number from 1 is expected.
cli-error-unknown_field = There is no field “{ $value }”.
cli-error-invalid_limit = “{ $value }” is not a number from 1 to 6,000 requests a minute.
cli-error-invalid_color = “{ $value }” is none of these colours: indigo, berry, olive, sky, brown, slate.
cli-error-invalid_date = “{ $value }” is not a date of the form 2027-01-31.
cli-error-required = The field “{ $field }” cannot be left empty.
cli-error-invalid_key = This is not an API key. Please copy it completely once more.
cli-error-empty = Please name an address.
cli-error-not_a_url = Please check the address. It begins with https://.
cli-error-scheme = Please check the address. It begins with https://.
cli-error-http_not_loopback = Without encryption (http) only this computer itself can be used. Please use https://.
cli-error-credentials = The address must contain neither user name nor password.
cli-error-query_or_fragment = The address must contain neither ? nor #.
cli-error-no_host = The address has no server name.
cli-error-already_linked = This event type is already linked to “{ $service }”.
cli-error-archived = The service is archived. Bring it back first.
cli-error-other_user = This API key belongs to { $user }. The account “{ $account }” belongs to { $owner }. Nothing was changed.
cli-error-account_exists = This person has the account “{ $account }” at this address already. Nothing was changed.
cli-error-key_from_environment = The API key from ABGLEICH_API_KEY is not kept, so the account cannot be moved with it. Run it again without the variable. Nothing was changed.
cli-error-job_running = The job is being sent. It cannot be cancelled any more.
cli-error-job_finished = The job has ended already.
cli-error-which_account = There are several accounts. Please name one with --account.
cli-error-no_account = No Cal.com account is connected yet. Connect one with account add.
cli-error-database_newer = Data is from a newer version. Please install the newest version of Abgleich.
cli-error-database_damaged = Data is damaged. The file was set aside: { $path }
    There is no backup here. Load one with: abgleichctl backup load FILE
    Or begin empty with: abgleichctl backup begin-empty
cli-error-network_file_system = The folder { $path } is on a network drive ({ $kind }). Data is not safe there. Please choose a folder on this computer.
cli-read-offline = No internet connection. Please try again later.
cli-read-unreachable = Cal.com cannot be reached right now. Please try again later.
cli-read-rate_limited = Cal.com asks for a pause until { $until }. Please try again then.
cli-read-forbidden = Cal.com does not allow this with this API key.
cli-read-unexpected_answer = The answer is not one of Cal.com. Please check the address and your internet connection.
cli-read-not_found = Cal.com does not know this. Please check the address and the number.
cli-read-rejected = Cal.com did not accept the request.
cli-read-rejected_without_reason = Cal.com did not accept the request.
cli-reason-key_missing-title = API key missing
cli-reason-key_missing-cause = The credential store has none for this account. Set it with account set-key ID --key-stdin.
cli-reason-lifted-title = Link removed

## Accounts

cli-key-missing = The API key is missing: with --key-stdin from standard input, or in the environment as ABGLEICH_API_KEY.
cli-key-not-kept = ABGLEICH_API_KEY is set: the API key is checked, but not kept in the credential store.
cli-key-prompt = Paste the API key and press Enter (it is visible):
cli-account-other-region = Your API key belongs to { $host }. Call the command with the address { $url }.
cli-account-connected = Account { $id } “{ $name }” ({ $host }) is connected to { $person }.
cli-account-checked = Account { $id } “{ $name }” ({ $host }): the API key is valid and belongs to { $person }.
cli-account-saved = Account { $id } “{ $name }” ({ $host }, { $person }) is saved.
cli-account-key-replaced = Account { $id } “{ $name }” ({ $host }): the API key of { $person } is replaced. What waits is sent while Abgleich is running, or with: abgleichctl queue work --until-empty
cli-account-removed = Account { $id } “{ $name }” ({ $host }, { $person }) is disconnected. Services and history stay.

## Services

cli-service-created = Service { $id } “{ $service }” is created.
cli-service-linked = Service { $id } “{ $service }” is linked.
cli-service-unlinked = Service { $id } “{ $service }” is not linked any more. Cal.com stays as it is.
cli-service-unarchived = Service { $id } “{ $service }” is back.
cli-link-warning = About event type ID { $id }: { $reason }
cli-import-skipped = Event type ID { $id } not imported: { $reason }
cli-as-last-read = Cal.com could not be read. As of { $time }
cli-last-attempt = Last attempt
cli-last-success = Last sent
cli-column-id = No.
cli-column-name = Name
cli-column-address = Address
cli-column-person = Person
cli-column-state = State
cli-column-key-expires = Key until
cli-column-service = Service
cli-column-event-type-id = Event type ID
cli-column-job = Job
cli-column-changes = Changes
cli-column-tries = Tries
cli-column-due = Due
cli-column-reason = Reason
cli-column-time = Time
cli-column-what = What
cli-column-kind = Kind
cli-column-check = Check
cli-column-detail = Result

## Sync

cli-up-to-date = “{ $service }”: Cal.com already has the same values.
cli-planned = “{ $service }” would be sent.
cli-queued-held = “{ $service }” is queued and still waits: { $reason }
cli-refused = “{ $service }” not sent: { $reason }
cli-nothing-to-sync = There is nothing to send.
cli-who-sends = It is sent while Abgleich is running, or with: abgleichctl queue work --until-empty
cli-outcome = “{ $service }” – { $text }

## Queue

cli-state-waiting = waiting
cli-state-running = being sent
cli-state-succeeded = sent and checked
cli-state-failed = failed
cli-state-cancelled = cancelled
cli-state-superseded = replaced
cli-queue-none-failed = There are no failed jobs.
cli-queue-none-in-state = There are no jobs in this state.
cli-queue-none-to-retry = There is nothing to try again.
cli-retried = “{ $service }” is tried again now.
cli-cancelled = The job is not sent any more. Your service stays saved here.
cli-handled = The failed job is ticked off.
cli-resumed = Sending goes on.
cli-nothing-due = No job is due.
cli-work-all-accounts = queue work sends for all accounts. Please leave out --account.
cli-worker-elsewhere = Another program is working the queue.
cli-only-people = What still waits needs your help: queue list shows what is missing.

## Deleting, simulator, checks

cli-purge-question = All services, the history, the backups and the API keys on this computer are deleted. The data folder is { $path }. Nothing changes in Cal.com. This cannot be undone. Continue?
cli-purged = Everything on this computer is deleted. Nothing has changed in Cal.com.
cli-purge-nothing = There is no data of Abgleich in { $path }. Nothing was deleted.
cli-purge-no-keyring = No credential store found. If one runs again later, it may still hold the API key.
cli-in-use = Abgleich is running with this data. Please quit it first.
cli-simulator-failed = The simulator cannot start: { $error }
cli-check-folder = Data folder
cli-check-database = Database
cli-check-keyring = Credential store
cli-check-key_variable = Environment
cli-check-account = Account
cli-check-key_expires = API key
cli-doctor-key-expires = { $days ->
    [0] API key expires today ({ $date }).
    [one] API key expires in { $days } day ({ $date }).
   *[other] API key expires in { $days } days ({ $date }).
  }
cli-doctor-key-expired = API key expired on { $date }. Please replace it (account set-key) and say when the new one ends (account set ID key-expires=…).
cli-check-worker = Working the queue
cli-check-clock = Clock
cli-check-queue = Queue
cli-doctor-ok = good
cli-doctor-wrong = problem
cli-doctor-variable-set = { $variable } is set and is used instead of the credential store.
cli-doctor-variable-unset = { $variable } is not set.
cli-doctor-keyring-ok = The credential store answers.
cli-doctor-keyring-absent = No credential store found.
cli-doctor-keyring-locked = The credential store is locked or does not answer.
cli-doctor-worker-free = No program is working the queue.
cli-doctor-clock = The clock shows { $time }.
cli-doctor-clock-wrong = The clock shows { $time } and is wrong.
cli-doctor-queue = { $summary } · the oldest since { $since }

## Comparing, deciding, restoring

cli-command-resolve = Decide what holds after something was changed in Cal.com
cli-command-restore = Restore earlier values in Cal.com; history shows them
cli-arg-changed = All that were changed in Cal.com
cli-arg-take = Whose values hold: calcom or ours
cli-arg-snapshot = Number of the earlier values, as history shows it
cli-column-agreed = Last the same
cli-column-values = Values
cli-changed-changed_here = changed here
cli-changed-changed_there = changed in Cal.com
cli-changed-changed_both = changed here and in Cal.com
cli-changed-changed_both_same = changed alike here and in Cal.com
cli-changed-not_known = differs
cli-changed-at = { $fields }: changed on { $time }
cli-changed-by = { $fields }: changed on { $time } (by { $person })
cli-gone-help = Link the service again with service link, or lift the link with service unlink.
cli-nothing-changed = Nothing was changed in Cal.com.
cli-nothing-to-decide = “{ $service }”: there is nothing to decide.
cli-take-question = Take the values from Cal.com?
cli-taken = “{ $service }”: values taken from Cal.com: { $changes }
cli-also-changed = The service is also linked to { $ids }. The former values are still there.
cli-may-have-arrived = The change may have arrived already. Abgleich checks that with the next reading.
cli-not-resolved = “{ $service }” not decided: { $reason }
cli-not-done = “{ $service }”: nothing changed, because it is not possible for another service.
cli-earlier-values = Earlier values in Cal.com
cli-restore-help = Restore with: abgleichctl restore { $id } NO.
cli-error-contradiction = “{ $service }” is linked to several event types that hold different values. Please decide one by one.
## Several at once

cli-bulk-title = { $count ->
    [0] There is nothing to send.
    [one] Sync { $count } service
   *[other] Sync { $count } services
  }
cli-bulk-account = { $account } ({ $host }): { $count }
cli-bulk-service = “{ $service }” · event type ID { $id }
cli-bulk-change = { $field }: { $from } → { $to }
cli-bulk-equal = Cal.com holds the same already: { $services }.
cli-bulk-pending = In the queue already: { $services }.
cli-bulk-blocked = { $count } cannot be sent:
cli-bulk-why = “{ $service }”: { $reason }
cli-result-succeeded = { $count } synced
cli-result-failed = { $count } failed
cli-result-waiting = { $count } still waiting
cli-result-equal = { $count } the same already
cli-result-not-sent = { $count } not sent
## Backups and order on the disk

cli-command-backup = Back up, and begin again from a backup
cli-command-backup-save = Save everything but the API keys to a file
cli-command-backup-load = Go on with the data of a backup
cli-command-backup-list = Show the backups on this computer
cli-command-backup-begin-empty = Begin empty, without a backup
cli-arg-backup-save-file = The file to save to
cli-arg-backup-load-file = The file of the backup
cli-column-file = File
cli-backup-saved = Saved to { $path }. API keys are not included.
cli-backup-load-question = The data on this computer is replaced by the backup; what is here now is kept. Nothing changes in Cal.com. Continue?
cli-backup-begin-empty-question = Abgleich begins without services and accounts; what is here now is kept. Nothing changes in Cal.com. Continue?
cli-backup-begun-empty = Abgleich begins empty.
cli-backup-loaded = The backup is loaded.
cli-backup-kept = What was here before is in { $path }
cli-backup-cancelled = { $count ->
    [one] One waiting change of the backup was not sent. Confirm it again if it should be sent.
   *[other] { $count } waiting changes of the backup were not sent. Confirm them again if they should be sent.
}
cli-backup-need-key = Without an API key on this computer: { $accounts }. Set it with account set-key ID --key-stdin.
cli-backup-none = There is no backup yet.
cli-backup-daily = daily
cli-backup-before-upgrade = before a new version
cli-backup-before-load = before loading
cli-error-database_damaged-backup = Data is damaged. The file was set aside: { $path }
    Last backup: { $time }. Load it with: abgleichctl backup load { $backup }
    Or begin empty with: abgleichctl backup begin-empty
cli-error-in_use = Abgleich is running with this data. Please quit it first.
cli-error-backup_foreign = { $path } is not a backup of Abgleich. Nothing was changed.
cli-error-backup_damaged = The backup { $path } is incomplete or was changed. Nothing was changed here.
cli-error-backup_missing = There is no file { $path }.
cli-error-backup_unreadable = { $path } cannot be read. Nothing was changed.
cli-error-backup_newer = The backup { $path } is from a newer version of Abgleich. Please install the newest version first. Nothing was changed.
cli-check-notifications = Notifications
cli-check-backup = Backup
cli-check-backup_folder = Copy of the backup
cli-doctor-database = { $path } · { $size } kB, log { $log } kB · version { $version }
cli-doctor-database-damaged = { $path } is damaged. The next start sets the file aside.
cli-doctor-database-unfinished = { $path } · { $size } kB · The check was ended after two seconds; all was in order up to there.
cli-doctor-backup = Last backup: { $time }
cli-doctor-folder-missing = The folder { $path } is not there.
cli-doctor-notifications-ok = There is a notification service.
cli-doctor-notifications-absent = There is no notification service. Outcomes are shown only in the window.
cli-doctor-notifications-unchecked = Not checked here.
cli-doctor-clock-files = The clock shows { $time }. Files carry a later time; the clock was set back.
cli-doctor-clock-server = { $time } · This computer’s clock is { $seconds } seconds off the server’s.
cli-doctor-account-ok = { $text } · API { $version }
