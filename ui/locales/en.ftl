# Texts of Abgleich in English: window, notifications, tray and command line read this file.
# Numbers, amounts, dates and times come in formatted for the region; only counts ($count, $tries …) come as numbers.

## Units and times

minutes = { $count ->
    [one] { $count } min
   *[other] { $count } mins
  }
minutes-spoken = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
  }
minutes-list = { $list } mins
time-of-day = { $time }
time-date = { $date }, { $time }
time-today = today, { $time }
time-yesterday = yesterday, { $time }
ago-now = just now
ago-minutes = { $count } min ago
ago-hours = { $count } h ago
ago-yesterday = yesterday
age-now = just now
age-minutes = for { $count } min
age-hours = for { $count } h
age-days = { $count ->
    [one] for { $count } day
   *[other] for { $count } days
  }
countdown = { $clock } left
value-unset = –
value-unknown = not known
value-listed = on the booking page
value-hidden = not on the booking page
value-no-price = none in Cal.com
value-empty = empty
with-account = { $account }: { $text }

## Fields

field-title = Name
field-description = Description
field-length = Duration
field-length_options = Durations to choose
field-buffer_before = Buffer before
field-buffer_after = Buffer after
field-seats = Seats per slot
field-layouts = Booking page layouts
field-confirmation = Confirmation of bookings
field-hidden = Visibility
field-price = Price
field-currency = Currency
field-category = Category
field-link_title = Title in Cal.com
field-slug = Booking page address
change = { $field } { $from } → { $to }
change-to = { $field } → { $to }
change-spoken = { $field } from { $from } to { $to }
change-to-spoken = { $field } to { $to }
change-is-spoken = { $field }: { $to }

## Status

status-unlinked = Not linked
status-never = Not compared yet
status-outdated = { $count ->
    [one] Changed here ({ $count } field)
   *[other] Changed here ({ $count } fields)
  }
status-outdated-spoken = { $count ->
    [one] changed here, { $count } field
   *[other] changed here, { $count } fields
  }
status-pending = Queued
status-pending-edited = Queued – later edit not included
status-pending-paused = Paused
status-waiting_network = Waiting for connection
status-retry = Will retry
status-retry-at = Retrying at { $time }
status-syncing = Syncing…
status-syncing-edited = Syncing – later edit not included
status-synced = Synced
status-synced-ago = Synced · { $ago }
status-synced-checked = Synced · last checked { $ago }
status-price = Price differs
status-changed_in_calcom = Changed in Cal.com
status-changed_in_calcom-both = Changed here and in Cal.com
status-blocked = Needs attention
status-blocked-key = New API key needed
status-blocked-keyring = Credential store locked
status-blocked-keyring_absent = No credential store
status-blocked-managed = Set by your team
status-blocked-other_account = Belongs to another account
status-blocked-forbidden = No permission
status-blocked-disconnected = Account disconnected
status-error = Failed
status-error-not_found = Not found in Cal.com
status-error-not_stored = Failed

## Reasons: title (consequence), cause, button

reason-offline-title = No internet connection
reason-offline-cause = Will be sent automatically.
reason-offline-action = Check again
reason-portal-title = Wi-Fi sign-in needed
reason-portal-cause = Open your network’s sign-in page.
reason-portal-action = Open sign-in page
reason-tls_intercepted-title = Secure connection not possible
reason-tls_intercepted-cause = A device on your network intercepts encryption. Please ask your IT support.
reason-tls_intercepted-action = Copy details
reason-unreachable-title = Cal.com is unavailable right now
reason-unreachable-cause = Will be sent automatically.
reason-unreachable-action = Check again
reason-key_rejected-title = API key no longer accepted
reason-key_rejected-cause = Cal.com does not know it any more.
reason-key_rejected-action = Replace API key
reason-key_expired-title = API key expired
reason-key_expired-cause = Please create a new one in Cal.com.
reason-key_expired-action = Replace API key
reason-keyring_locked-title = { $platform ->
    [windows] Windows Credential Manager is locked
   *[other] The keychain is locked
  }
reason-keyring_locked-cause = Unlock it to continue.
reason-keyring_locked-action = Try again
reason-keyring_absent-title = No credential store found
reason-keyring_absent-cause = The API key cannot be kept.
reason-keyring_absent-action = Remember until I quit
reason-rate_limited-title = Cal.com asks for a pause
reason-rate_limited-cause = Continues at { $until }; nothing to do.
reason-changed_in_calcom-title = Something was changed in Cal.com
reason-changed_in_calcom-cause = Changed in Cal.com: { $fields }. Nothing was overwritten.
reason-changed_in_calcom-action = Compare…
reason-not_owned-title = Event type belongs to another account
reason-not_owned-cause = Nothing was sent.
reason-not_owned-action = Link another event type
reason-not_found-title = Event type not found
reason-not_found-cause = It was deleted or no longer belongs to this account.
reason-not_found-action = Link again
reason-managed_by_team-title = Set by your team
reason-managed_by_team-cause = Only the team template can be changed.
reason-managed_by_team-cause-named = Only the team template (event type ID { $template }) can be changed.
reason-managed_by_team-cause-template = Only the team template “{ $template }” can be changed.
reason-managed_by_team-action = Link the template
reason-forbidden-title = No permission for this event type
reason-forbidden-cause = It belongs to a team or another Cal.com account.
reason-forbidden-action = Check account
reason-rejected-title = { $field ->
    [title] Cal.com did not accept the name
    [description] Cal.com did not accept the description
    [length] Cal.com did not accept the duration
    [length_options] Cal.com did not accept the durations to choose
    [buffer_before] Cal.com did not accept “buffer before”
    [buffer_after] Cal.com did not accept “buffer after”
    [hidden] Cal.com did not accept the visibility
   *[other] Cal.com did not accept the change
  }
reason-rejected-cause = Cal.com gave no reason for it.
reason-rejected-cause-at_least = { $at_least ->
    [one] At least one minute is allowed.
   *[other] At least { $at_least } minutes are allowed.
  }
reason-rejected-cause-at_most = { $at_most ->
    [one] At most one minute is allowed.
   *[other] At most { $at_most } minutes are allowed.
  }
reason-rejected-cause-message = Reason given by Cal.com: “{ $message }”.
reason-rejected-action = Edit service
reason-rejected_without_reason-title = Cal.com rejected the change without a reason
reason-rejected_without_reason-cause = This happens during outages.
reason-rejected_without_reason-action = Try again
reason-retries_used_up-title = { $tries ->
    [4] Cal.com was unavailable four times
   *[other] Cal.com was unavailable { $tries } times
  }
reason-retries_used_up-cause = Your change is saved but not confirmed in Cal.com yet.
reason-retries_used_up-action = Try again
reason-not_confirmed-title = Sent, but not in Cal.com
reason-not_confirmed-cause = It still shows { $value }.
reason-not_confirmed-action = Compare
reason-unexpected_answer-title = Unexpected answer from Cal.com
reason-unexpected_answer-cause = Whether the change arrived is not certain.
reason-unexpected_answer-action = Compare
reason-crash_loop-title = Sending broke off three times
reason-crash_loop-cause = Please give the diagnostics package to your IT support.
reason-crash_loop-action = Save package
reason-server_error-title = Cal.com is unavailable right now
reason-server_error-cause = Next attempt at { $until }.
reason-server_error-action = Try now
reason-outcome_open-title = Outcome open – being checked
reason-outcome_open-cause = The change may have arrived already. Abgleich checks that with the next reading.
reason-outcome_open-action = Try now
reason-paused-title = Sending is paused
reason-paused-cause = Waiting changes stay saved.
reason-paused-action = Resume
reason-disconnected-title = Cal.com account disconnected
reason-disconnected-cause = Connect the account again to continue.
reason-disconnected-action = Connect account
reason-wrong_version-title = This server does not answer as expected
reason-wrong_version-cause = It speaks another version of the API (v2 is needed). Nothing was changed.
reason-wrong_version-action = Check account
reason-dispatch_failed-title = The job could not be saved
reason-dispatch_failed-cause = Nothing was queued and nothing was sent.
reason-dispatch_failed-action = Try again
reason-no_event_type_id-title = No event type ID
reason-no_event_type_id-cause = This service is not linked to an event type yet.
reason-no_event_type_id-action = Link…
reason-already_pending-title = Sync already running
reason-already_pending-cause = Nothing is sent twice.
reason-already_pending-action = View queue
reason-plan_outdated-title = The service was changed in the meantime
reason-plan_outdated-cause = Please check the new values.
reason-plan_outdated-action = Check again
reason-key_missing-title = API key missing
reason-key_missing-cause = No API key is stored for this account on this computer.
reason-key_missing-action = Replace API key
reason-key_of_another_user-title = API key belongs to another account
reason-key_of_another_user-cause = Nothing was sent.
reason-key_of_another_user-action = Replace API key
reason-from_backup-title = From a backup, not sent
reason-from_backup-cause = Confirm the change again if it should be sent.
reason-lifted-title = No longer linked
reason-lifted-cause = The service was archived, its link was removed, or the account was disconnected.
reason-unknown-title = That did not work
reason-unknown-cause = Technical reason: { $code }.

## Notifications

notify-queued-title = Sync started
notify-queued-body = “{ $service }” is being sent to Cal.com.
notify-queued_offline-title = Sync queued
notify-queued_offline-body = “{ $service }” will be sent when you are back online and Abgleich is running.
notify-queued_held-title = { notify-queued_offline-title }
notify-queued_held-body = “{ $service }” is still waiting: { $cause }.
notify-success-title = Sync complete
notify-success-body = “{ $service }”: name, duration and buffers now match Cal.com.
notify-success_price-title = Sync complete
notify-success_price-body = “{ $service }”: name, duration and buffers now match Cal.com. Only the price in Cal.com still differs.
notify-no_id-title = No event type ID
notify-no_id-body = “{ $service }” has no Cal.com event type ID. Please link the service first.
notify-already_running-title = Sync already running
notify-already_running-body = “{ $service }”: the sync is already running. Nothing is sent twice.
notify-already_waiting-title = Sync already running
notify-already_waiting-body = “{ $service }”: the sync is already running and waits for its turn.
notify-already_waiting_network-title = Sync already running
notify-already_waiting_network-body = “{ $service }”: the sync is already running and waits for the connection.
notify-already_waiting_attempt-title = Sync already running
notify-already_waiting_attempt-body = “{ $service }”: the sync is already running and waits for the next attempt.
notify-failed-title = Sync failed
notify-failed-body = “{ $service }”: { $cause }
notify-failed_rejected-title = Sync failed
notify-failed_rejected-body = { $field ->
    [title] “{ $service }”: Cal.com did not accept the name.
    [description] “{ $service }”: Cal.com did not accept the description.
    [length] “{ $service }”: Cal.com did not accept the duration.
    [length_options] “{ $service }”: Cal.com did not accept the durations to choose.
    [buffer_before] “{ $service }”: Cal.com did not accept “buffer before”.
    [buffer_after] “{ $service }”: Cal.com did not accept “buffer after”.
    [hidden] “{ $service }”: Cal.com did not accept the visibility.
   *[other] “{ $service }”: Cal.com did not accept the change.
  }
notify-failed_rejected_without_reason-title = Sync failed
notify-failed_rejected_without_reason-body = “{ $service }”: Cal.com rejected the change without a reason.
notify-failed_retries_used_up-title = Sync failed
notify-failed_retries_used_up-body = { $tries ->
    [4] “{ $service }”: Cal.com was unavailable four times. Your change is saved but not confirmed in Cal.com yet.
   *[other] “{ $service }”: Cal.com was unavailable { $tries } times. Your change is saved but not confirmed in Cal.com yet.
  }
notify-failed_not_found-title = Sync failed
notify-failed_not_found-body = “{ $service }”: the event type was deleted or no longer belongs to this account.
notify-failed_not_owned-title = Sync failed
notify-failed_not_owned-body = “{ $service }”: the event type belongs to another account. Nothing was sent.
notify-failed_managed_by_team-title = Sync failed
notify-failed_managed_by_team-body = “{ $service }”: the event type is set by your team.
notify-failed_forbidden-title = Sync failed
notify-failed_forbidden-body = “{ $service }”: the event type belongs to a team or another Cal.com account.
notify-failed_changed_in_calcom-title = Changed in Cal.com
notify-failed_changed_in_calcom-body = “{ $service }” was changed in Cal.com in the meantime. Nothing was overwritten.
notify-failed_not_confirmed-title = Sync failed
notify-failed_not_confirmed-body = “{ $service }”: sent, but not in Cal.com.
notify-failed_unexpected_answer-title = Sync failed
notify-failed_unexpected_answer-body = “{ $service }”: unexpected answer from Cal.com. { reason-unexpected_answer-cause }
notify-failed_wrong_version-title = Sync failed
notify-failed_wrong_version-body = “{ $service }”: this server does not answer as expected.
notify-failed_crash_loop-title = Sync failed
notify-failed_crash_loop-body = “{ $service }”: sending broke off three times.
notify-dispatch_failed-title = Sync failed
notify-dispatch_failed-body = “{ $service }”: the job could not be saved. Nothing was queued and nothing was sent.
notify-key-title = New API key needed
notify-key-body = { $count ->
    [0] Abgleich can compare with Cal.com again once you have replaced it.
    [one] { $count } change is waiting.
   *[other] { $count } changes are waiting.
  }
notify-keyring_locked-title = { status-blocked-keyring }
notify-keyring_locked-body = { $count ->
    [one] Unlock it, and { $count } change will be sent.
   *[other] Unlock it, and { $count } changes will be sent.
  }
notify-keyring_absent-title = { reason-keyring_absent-title }
notify-keyring_absent-body = { $count ->
    [one] { $count } change is waiting. Abgleich can remember the API key until you quit.
   *[other] { $count } changes are waiting. Abgleich can remember the API key until you quit.
  }
notify-key_expires-title = API key expires soon
notify-key_expires-body = On { $day } { month-short }. Please create a new one before.
month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
  }
notify-summary_all_ok-title = { $count ->
    [one] { $count } service synced
   *[other] { $count } services synced
  }
notify-summary_all_ok-body = { $count ->
    [one] It matches Cal.com.
   *[other] All match Cal.com.
  }
notify-summary_some_ok-title = { $count ->
    [one] { $count } service synced
   *[other] { $count } services synced
  }
notify-summary_some_ok-body = Not all of it matches Cal.com yet.
notify-summary_one_problem-title = { $count ->
    [one] { $count } service synced
   *[other] { $count } services synced
  }
notify-summary_one_problem-body = “{ $service }” needs your attention.
notify-summary_two_problems-title = { $count ->
    [one] { $count } service synced
   *[other] { $count } services synced
  }
notify-summary_two_problems-body = { $problems } need your attention.
notify-summary-two-names = “{ $first }” and “{ $second }”
notify-changed-title = Changed in Cal.com
notify-changed-body = “{ $service }”: { $change }.
notify-changed_many-title = Changed in Cal.com
notify-changed_many-body = { $count ->
    [one] { $count } service.
   *[other] { $count } services.
  }
# What the notification of a change made in Cal.com says: one of these per field.
notify-change-title = name is now “{ $to }”
notify-change-length = { $minutes ->
    [one] duration is now { $minutes } minute
   *[other] duration is now { $minutes } minutes
  }
notify-change-buffer_before = { $minutes ->
    [one] buffer before is now { $minutes } minute
   *[other] buffer before is now { $minutes } minutes
  }
notify-change-buffer_after = { $minutes ->
    [one] buffer after is now { $minutes } minute
   *[other] buffer after is now { $minutes } minutes
  }
notify-change-description = description changed
notify-change-length_options = durations to choose changed
notify-change-hidden = now hidden on the booking page
notify-change-shown = now shown on the booking page
notify-action-queue = Queue
notify-action-link = Link
notify-action-view = View
notify-action-retry = Retry
notify-action-details = Details
notify-action-replace_key = Replace API key
notify-action-compare = Compare

## Tray

tray-account-idle = { $account } – all sent
tray-account-waiting = { $count ->
    [one] { $account } – { $count } change is waiting
   *[other] { $account } – { $count } changes are waiting
  }
tray-open = Open
tray-retry = Try now
tray-quit = Quit

## Input

error-invalid_name = Please enter a name.
error-control_characters = The name must not contain line breaks or control characters.
error-name_too_long = The name is too long. Please shorten it to 255 characters at most.
error-invalid_duration = Please enter a duration from 1 to { $most } minutes.
error-invalid_buffer = Please enter a buffer from 0 to { $most } minutes.
error-invalid_price = Please write the price like this: { $example }.
error-price_too_large = The price is too high.
error-ambiguous_price = Do you mean { $suggestion }?
error-ambiguous_price-hint = Write cents after the { $mark ->
    [comma] comma
   *[point] point
  }, for example { $example }.
error-price_not_in_currency = The price cannot be written like this in { $wanted }. Please change the price first.
error-invalid_currency = Please choose a currency.
error-invalid_address = Please check the address. It starts with https://.
error-description_too_long = The description is too long. Please shorten it to { $longest } characters at most.
error-category_too_long = The category is too long. Please shorten it to 255 characters at most.
error-invalid_event_type_id = Please choose an event type or enter its event type ID.
error-invalid_color = Please choose one of the colours.
error-invalid_date = Please enter a valid date.
error-required = This field cannot be left empty.
error-invalid_key = This does not look like an API key. Please copy it again completely.
error-no_certificates = This computer cannot make secure connections: the system’s certificates are missing. Please ask your IT support.
error-already_linked = Already linked to “{ $service }”.
error-archived = This service is archived. Take it out of the archive first.
error-other_user = This API key belongs to { $user }. The account “{ $account }” belongs to { $owner }. Nothing was changed.
error-account_exists = This person has the account “{ $account }” at this address already. Nothing was changed.
error-contradiction = “{ $service }” is linked to several event types that hold different values. Please decide one by one.
error-job_running = Sending has already begun and cannot be stopped any more.
error-job_finished = This job has ended already.
error-no_account = Please connect a Cal.com account first.
error-demo = The demo cannot connect a Cal.com account of yours.
error-cannot_open = The page could not be opened.
error-gone = The entry is not there any more. It may have been deleted meanwhile.
error-database_newer = Data is from a newer version. Please install the newest version of Abgleich.
error-database_damaged = Data is damaged. The file was set aside.
error-network_file_system = The data folder is on a network drive. Data is not safe there. Please have it moved to this computer.
error-cannot_store = { $obstacle ->
    [disk_full] Data cannot be saved. There is no space left on the disk.
    [read_only] Data cannot be saved. The data folder is read-only.
    [no_access] Data cannot be saved. You have no permission to write to the data folder.
   *[other] Data cannot be saved. No disk space or no write permission.
  }
error-unknown = That did not work. Technical reason: { $code }.
error-unknown-for-now = { $title }. Please try again in a moment.

## Areas and frame

app-name = Abgleich
app-failed = Abgleich cannot be opened
nav-label = Areas
nav-services = Services
nav-queue = Queue
nav-queue-count = { $count ->
    [one] { $count } job
   *[other] { $count } jobs
  }
nav-activity = Activity
nav-settings = Settings
nav-help = Help
nav-accounts = { $count ->
    [one] { $count } account
   *[other] { $count } accounts
  }
nav-all-accounts = All locations
nav-choose-account = Choose location
nav-attention = { $count ->
    [one] { $count } service needs your attention
   *[other] { $count } services need your attention
  }
nav-no-account = No Cal.com account
action-cancel = Cancel
action-close = Close
action-back = Back
action-next = Next
action-undo = Undo
action-yes = Yes
action-retry = Try again
action-try-now = Try now
action-retrying = Trying…
action-stop-sending = Stop sending
action-discard = Discard
action-details = Details
action-copy-details = Copy details
toast-service = Show service
action-replace-key = Replace API key
action-check-again = Check again
action-open-queue = View queue
action-resume = Resume
action-save = Save
action-dismiss = Close message
copied = Copied.
copied-not = Copying did not work.
saved = Saved.
saved-not-sent = Saved. Not sent to Cal.com yet.
field-missed = “{ $service }”: { $field } is not saved
field-missed-open = Go to field
shortcut = { $label } ({ $keys })
key-ctrl = Ctrl
key-shift = Shift
shortcut-sync-changed = Sync all changed
key-enter = Enter

## Banners

banner-offline = { $count ->
    [0] No internet connection. You can go on working – changes will be sent when you are back online and Abgleich is running.
    [one] No internet connection. You can go on working – { $count } change will be sent when you are back online and Abgleich is running.
   *[other] No internet connection. You can go on working – { $count } changes will be sent when you are back online and Abgleich is running.
  }
banner-offline-paused = No internet connection. You can go on working.
banner-unreachable = { $count ->
    [0] Cal.com is unavailable right now. You can go on working – changes will be sent when Cal.com answers again.
    [one] Cal.com is unavailable right now. You can go on working – { $count } change will be sent when Cal.com answers again.
   *[other] Cal.com is unavailable right now. You can go on working – { $count } changes will be sent when Cal.com answers again.
  }
banner-unreachable-paused = Cal.com is unavailable right now. You can go on working.
banner-portal = Wi-Fi sign-in needed. Open your network’s sign-in page in the browser, then waiting changes will be sent.
banner-tls_intercepted = Secure connection not possible. A device on your network intercepts encryption. Please ask your IT support.
banner-paused = { $count ->
    [0] Sending is paused. Nothing is waiting.
    [one] Sending is paused. { $count } change is waiting.
   *[other] Sending is paused. { $count } changes are waiting.
  }
banner-key = { $count ->
    [0] New API key needed. Until then Abgleich cannot compare anything with Cal.com.
    [one] New API key needed. { $count } change is waiting.
   *[other] New API key needed. { $count } changes are waiting.
  }
banner-key-ends = { $days ->
    [0] API key expires today ({ $date }). Please create a new one in Cal.com.
    [1] API key expires tomorrow ({ $date }). Please create a new one in Cal.com before then.
   *[other] API key expires in { $days } days ({ $date }). Please create a new one in Cal.com before then.
  }
banner-key-ended = According to the date you entered, the API key expired on { $date }. Please create a new one in Cal.com.
banner-keyring = { $count ->
    [0] The credential store is locked. Unlock it to continue.
    [one] The credential store is locked. Unlock it and { $count } change will be sent.
   *[other] The credential store is locked. Unlock it and { $count } changes will be sent.
  }
demo-label = Demo – nothing is sent to Cal.com
demo-end = End demo
demo-try = Simulate problems
demo-intro = The demo imitates Cal.com on this computer. Switch on what you want to try:
demo-offline = No connection
demo-slow = Slow connection
demo-key_expired = API key expired
demo-rate_limited = Cal.com asks for a pause
demo-rejected = Cal.com rejects a value
demo-foreign_edit = Trigger a change in Cal.com
demo-key-text = In everyday use you paste the new API key here that you created in Cal.com. In the demo, Abgleich enters one for you.
demo-key-take = Put key in

## Services: list

services-title = Services
services-new = New
services-new-hint = New service
services-compare = Compare with Cal.com
services-comparing = Comparing with Cal.com…
services-compared = Compared with Cal.com.
services-search = Search
services-search-clear = Clear search
services-filter = Filter
services-filter-all = All
services-filter-outdated = Changed here
services-filter-attention = Needs attention
services-filter-archived = Archived
services-sort = Sort: { $by }
services-sort-name = Name
services-sort-status = Status
services-sort-duration = Duration
services-sort-price = Price
services-column-status = Status
services-list = List of services
services-count = { $count ->
    [0] No services
    [one] { $count } service
   *[other] { $count } services
  }
services-pick = Select several services
services-pick-all = Select all
services-pick-done = End selection
services-picked = { $count ->
    [0] Nothing selected yet
    [one] 1 selected
   *[other] { $count } selected
  }
services-picked-label = Selection
services-sync-picked = { $count ->
    [0] Cal.com Sync…
   *[other] Cal.com Sync ({ $count })…
  }
services-sync-changed = Sync all changed ({ $count })…
services-resize = Width of the list
services-row = { $name }, { $status }, { $duration }
services-row-price = { $name }, { $status }, { $duration }, { $price }
services-empty-title = No services yet
services-empty-text = Bring in your event types from Cal.com or create the first service.
services-empty-text-unconnected = Connect your Cal.com account and import your event types, or create the first service.
services-empty-import = Import from Cal.com
services-empty-connect = Connect Cal.com
services-empty-new = New service
services-none = No matches for “{ $search }”
services-none-account = There are no services for “{ $account }” here yet.
services-none-filter = Nothing here
services-none-filter-text = No service matches this filter.
services-none-reset = Reset filters
services-undecided = { $count ->
    [one] Cal.com has { $count } event type that is missing here.
   *[other] Cal.com has { $count } event types that are missing here.
  }
services-undecided-import = Import…
services-undecided-hide = Hide
services-undecided-hidden = { $count ->
    [one] { $count } event type hidden
   *[other] { $count } event types hidden
  }
services-choose = Choose a service on the left.
services-back = Back to the list

## Service: details

sync-button = Cal.com Sync
sync-button-waiting = Waiting…
sync-button-running = Syncing…
detail-more = More actions
detail-archived = Archived
detail-unlinked = No event type ID – this service is not linked to an event type yet.
detail-waiting-edited = Your later edit is not included yet. Cal.com Sync adds it.
copy-here = Duplicate
copy-to-account = Copy to another account…
copy-name = { $number ->
    [1] { $service } (copy)
   *[other] { $service } (copy { $number })
  }
copy-done = “{ $service }” duplicated
copy-done-text = The copy is not linked to an event type yet.
copy-title = Copy “{ $service }” to “{ $account }”
copy-intro = Choose the event type in the other account. A second service with the same details is made here for it. Nothing changes in Cal.com.
copy-done-account = “{ $service }” copied to “{ $account }”
copy-confirm = Copy and link
detail-link = Link…
detail-link-more = Link another event type…
detail-unlink = Remove link…
detail-archive = Archive…
detail-unarchive = Take out of the archive
detail-event-type = Event type “{ $title }”
detail-event-type-unnamed = Event type
detail-event-type-id = Event type ID { $id }
detail-open-calcom = Open in Cal.com
detail-open-booking = View booking page
detail-copy-link = Copy link
detail-column-field = Field
detail-column-calcom = In Cal.com
detail-column-here = Here
detail-differs = differs
detail-service-card = Details
detail-more-card = More details
detail-checked = Checked { $ago }
detail-never-checked = Never compared with Cal.com
detail-last-success = Last sent: { $time }
detail-taken-over = Imported from Cal.com on { $time }
detail-last-attempt = Last attempt: { $time }
detail-price-hint = Abgleich cannot change the price in Cal.com. Please set it there: event type → Apps.
detail-visibility-label = Visibility: Show on the booking page
detail-visibility-unset = as in Cal.com
detail-open = not set
detail-visibility-hint = Anyone with the direct link can still book.
detail-link-title-placeholder = same as name
detail-link-title-shown = In Cal.com: { $title }
detail-unit-minutes = mins
detail-managed-card = Your team in Cal.com sets the fields of this event type.
detail-managed-field = Your team in Cal.com sets this field.
detail-template = Team template: changes apply to everyone who uses it.
detail-changed-title = Something was changed in Cal.com
detail-changed-text = So that nothing is overwritten, Abgleich sends this service again only after you have decided which values apply.
detail-changed-text-link = So that nothing is overwritten, Abgleich sends to { $event_types } again only after you have decided which values apply.
detail-sync-link = Sync “{ $event_type }”
detail-changed-fields = Changed in Cal.com: { $fields }.
detail-history = Activity
detail-history-empty = Nothing has happened yet.
detail-history-all = View all activity

## Confirmation

confirm-title = Sync “{ $service }” with Cal.com
confirm-identity = { $event_type } · event type ID { $id } · { $account } ({ $host })
confirm-column-field = Field
confirm-column-calcom = In Cal.com now
confirm-column-stored = In Cal.com, as of { $time }
confirm-column-new = New
confirm-reading = reading…
confirm-reading-status = Reading Cal.com…
confirm-stays = stays
confirm-not-managed = stays
confirm-price = is not transferred (here { $price })
confirm-price-none = is not transferred
confirm-unchanged = { $count ->
    [one] { $fields } stays as it is.
   *[other] { $fields } stay as they are.
  }
confirm-bookings = Applies to new bookings. Existing bookings stay as they are.
confirm-offline = No connection. The change is queued and will be sent when you are back online and Abgleich is running.
confirm-key-waits = The change waits until that is settled.
confirm-stored = Cal.com did not answer in time. Values are compared again before anything is sent.
confirm-replaces = An earlier change is still waiting. This one replaces it.
confirm-never = The values in Cal.com are not known yet. They will be replaced by these.
confirm-template = Applies to everyone who uses this team template.
confirm-up-to-date = Cal.com already has the same values.
confirm-outdated = The service was changed in the meantime. Please check the new values.
confirm-now = Sync now
confirm-queue = Add to queue
confirm-compare-first = Compare first
confirm-anyway = Queue anyway
confirm-spoken = { $count ->
    [one] { $count } field changes: { $changes }.
   *[other] { $count } fields change: { $changes }.
  }
confirm-spoken-price = The price is not transferred.

## Other dialogs

new-title = New service
new-hint = You can enter everything else afterwards.
new-create = Create
archive-title = Archive “{ $service }”?
archive-text = { $count ->
    [0] Nothing is waiting any more. Archiving itself changes nothing in Cal.com.
    [one] { $count } waiting change is discarded. In Cal.com everything stays as it is.
   *[other] { $count } waiting changes are discarded. In Cal.com everything stays as it is.
  }
archive-confirm = Archive
archive-done = “{ $service }” archived
unlink-title = Remove link?
unlink-text = “{ $service }” is then no longer linked to the event type “{ $event_type }”. Cal.com stays unchanged.
unlink-discard = { $count ->
    [one] { $count } waiting change is discarded.
   *[other] { $count } waiting changes are discarded.
  }
unlink-confirm = Remove link
link-title = Link “{ $service }”
link-intro = Choose the event type that offers this service.
link-account = Cal.com account
link-search = Name, event type ID or address
link-loading = Reading event types…
link-suggestions = Suggestions
link-others = More event types
link-all = All event types
link-unlisted = Not in the list
link-none = No event type matches your search.
link-by-id = Link event type ID { $id }
link-by-id-hint = Not in the list. Before every send, Abgleich checks whether the event type belongs to this account.
link-linked = Already linked to “{ $service }”
link-managed = Your team sets this event type. Link the service to the team template.
link-managed-named = Your team sets this event type. Link the service to the team template “{ $template }”.
link-refused-not_owned = This event type belongs to another account. Nothing was linked.
link-refused-not_found = This event type does not exist, or it belongs to another account. Nothing was linked.
link-refused-managed_by_team = Your team sets this event type. Link the service to the team template.
link-template = Link the template
link-other = Belongs to another account
link-create-hint = No event type yet? Create it in Cal.com. Abgleich shows it here as soon as you return.
link-create = Create in Cal.com
link-fresh = The list of event types is new.
link-refresh = Refresh list
link-confirm = Link
owner-mine = own event type
owner-team = team
owner-managed_template = team template
owner-managed_child = set by your team
owner-other = another account
owner-unknown = not known
event-type-left-out = left out so far
event-type-hidden = not on the booking page

## Queue

queue-title = Queue
queue-summary = { $count ->
    [one] { $count } change waiting
   *[other] { $count } changes waiting
  }
queue-sending = { $count ->
    [one] { $count } change being sent
   *[other] { $count } changes being sent
  }
queue-sending-too = { $summary }, { $count ->
    [one] { $count } being sent
   *[other] { $count } being sent
  }
queue-next = { $summary } · next attempt at { $time }
queue-failed-count = { $count ->
    [one] { $count } change needs your attention
   *[other] { $count } changes need your attention
  }
queue-retry-all = Try all now
queue-filter = Filter
queue-filter-all = All
queue-filter-waiting = Waiting
queue-filter-running = Being sent
queue-filter-failed = Failed
queue-search = Search services
queue-none = Nothing here
queue-none-text = No job matches this selection.
queue-elsewhere = { $count ->
    [one] { $count } job belongs to another account.
   *[other] { $count } jobs belong to other accounts.
  }
list-more = Show { $count } more
queue-empty-title = All sent
queue-empty-text = Nothing is waiting.
queue-empty-action = Go to services
queue-open = Not finished yet
queue-failed = Needs attention
queue-attempt = Attempt { $number } of { $tries }
queue-attempts-used = { $number } of { $tries } attempts
queue-running = Being sent right now – cannot be stopped any more
queue-outcome-open = Outcome open – being checked
queue-no-changes = Values are being checked
queue-open-service = Edit service
queue-course = History of this job
queue-course-unread = The history of this job cannot be read right now.
queue-try-open = Sent, outcome still open
queue-try-arrived = Sent and checked in Cal.com
queue-try-not_arrived = Sent, not found in Cal.com when it was read
queue-try-refused = Sent, not accepted by Cal.com
queue-try-not_sent = Not sent
queue-technical = Technical details
queue-technical-job = Job
queue-technical-event-type = Event type ID
queue-technical-code = Reason
queue-technical-reason = Code
queue-technical-message = Answer from Cal.com
queue-technical-endpoint = Path of the event type
queue-technical-http = HTTP status
queue-technical-request = Request ID
queue-technical-created = Queued
queue-technical-tried = Last attempt
queue-technical-finished = Ended
queue-stop-title = Stop sending this change?
queue-discard-title = Discard this change?
queue-stop-what = “{ $service }”: { $changes }
queue-stop-text = Your service stays saved here.
queue-stop-open = The change may have arrived already. Abgleich checks that with the next reading.
queue-stop-keep = Keep

## Activity

activity-title = Activity
activity-empty-title = Nothing has happened yet
activity-empty-text = Later you see here what was sent, changed or imported, and when.
activity-search = Search activity
activity-none = No matches for “{ $search }”
activity-newest = These are the newest { $count } entries.
activity-searched = Searched in the newest { $count } entries.
activity-older = Show older ones
activity-today = Today
activity-yesterday = Yesterday
activity-queued = Queued
activity-updated = Waiting change replaced
activity-succeeded = Sent and checked in Cal.com
activity-failed = Sync failed
activity-stopped = Not overwritten
activity-cancelled = No longer being sent
activity-edited = Changed here
activity-created = Created
activity-linked = Linked to an event type
activity-unlinked = Link removed
activity-imported = Imported from Cal.com
activity-archived = Archived
activity-unarchived = Taken out of the archive
activity-account_connected = Cal.com account connected
activity-account_disconnected = Cal.com account disconnected
activity-key_replaced = API key replaced
activity-side_effect = Another field has changed in Cal.com
activity-key_expires = API key expires soon
activity-waiting_for_key = Waiting for a new API key
activity-keyring_locked = Waiting for the credential store
activity-keyring_absent = Waiting for a credential store
activity-taken = Values taken from Cal.com
activity-restored = Earlier values entered here
activity-undone = Undone
activity-changed_in_calcom = Changed in Cal.com
activity-other = Event: { $kind }
activity-with-changes = { $text }: { $changes }

## Settings

settings-title = Settings
settings-accounts = Cal.com accounts
settings-accounts-empty = No Cal.com account connected yet.
settings-account-add = Connect account…
settings-account-checked = Last checked: { $time }
settings-account-check = Check
settings-account-checking = Checking…
settings-account-checked-now = “{ $account }”: the API key is valid
settings-account-checked-person = It belongs to: { $person }.
settings-account-zone = Time zone in Cal.com: { $zone }
time-zone = { $name } ({ $zone })
settings-account-expires = API key expires on { $date }
settings-account-expired = API key expired on { $date }
settings-account-ok = Connected
settings-account-needs_key = New API key needed
settings-account-paused = Paused
settings-account-disconnected = Disconnected
settings-account-edit = Edit…
settings-account-import = Import event types…
settings-account-disconnect = Disconnect…
settings-account-reconnect = Connect again…
account-title = Edit account “{ $account }”
account-color = Colour
account-color-indigo = Indigo
account-color-berry = Berry
account-color-olive = Olive
account-color-sky = Sky
account-color-brown = Brown
account-color-slate = Slate
settings-disconnect-title = Disconnect “{ $account }”?
settings-disconnect-text = The API key is deleted from this computer. Services and activity stay.
settings-disconnect-jobs = { $count ->
    [one] { $count } waiting change is discarded.
   *[other] { $count } waiting changes are discarded.
  }
settings-disconnect-confirm = Disconnect
settings-appearance = Language and appearance
settings-language = Language
settings-language-system = Same as system
settings-language-de = Deutsch
settings-language-en = English
settings-region = Region
settings-region-system = Same as system
settings-region-de-DE = Germany
settings-region-de-AT = Austria
settings-region-de-CH = Switzerland
settings-region-en-GB = United Kingdom
settings-region-en-US = USA
settings-region-hint = Numbers and amounts are written like this here: { $example }
settings-theme = Appearance
settings-theme-system = Same as system
settings-theme-light = Light
settings-theme-dark = Dark
settings-notifications = Notifications
settings-notifications-all = All
settings-notifications-problems = Problems only
settings-notifications-none = None
settings-notifications-hint = Every outcome is in the activity list, also without a notification.
settings-shortcuts = Help
settings-about = About Abgleich
settings-version = Version { $version }
settings-data = Your data is on this computer:
settings-demo = Demo
settings-demo-text = Try everything with an invented practice. Your own data stays untouched.
settings-demo-start = Open demo
demo-ask-title = Open the demo?
demo-ask-text = { $count ->
    [0] Nothing is waiting any more.
    [one] { $count } change has not been sent yet. It stays saved. Abgleich goes on sending when you open it without the demo again.
   *[other] { $count } changes have not been sent yet. They stay saved. Abgleich goes on sending when you open it without the demo again.
  }

## Connecting an account

wizard-step = Step { $step } of { $steps }
wizard-progress = Progress
wizard-welcome-title = Welcome to Abgleich
wizard-welcome-text = Connect your services to Cal.com – it takes about three minutes.
wizard-welcome-point-1 = You keep your services in one place: here.
wizard-welcome-point-2 = Before every send you see exactly what changes in Cal.com.
wizard-welcome-point-3 = Nothing is lost without internet. It is sent later.
wizard-start = Get started
wizard-demo = Try it first (demo)
wizard-skip = Start without a Cal.com account
wizard-region-title = Where do you sign in to Cal.com?
wizard-region-eu = app.cal.eu
wizard-region-eu-hint = Data in the European Union
wizard-region-com = app.cal.com
wizard-region-com-hint = The international address
wizard-region-own = Own server
wizard-region-own-hint = Cal.com runs on your premises or with your IT provider
wizard-own-api = Address of the API (v2)
wizard-own-api-example = e.g. https://api.practice.com
wizard-own-web = Address of the sign-in page (optional)
wizard-own-web-example = e.g. https://bookings.practice.com
wizard-key-title = Paste the API key
wizard-key-replace-title = Replace API key
wizard-key-intro = With this key Abgleich may read and change your event types.
wizard-key-step-1 = Open in Cal.com: Settings → Developer → API keys.
wizard-key-step-2 = Choose “Add” and enter “Abgleich” as the name.
wizard-key-step-3 = Switch on “Never expires” – otherwise the key is valid for 30 days only.
wizard-key-step-4 = Copy the key and paste it here. Cal.com shows it only once.
wizard-key-known = Go on with the checked key
wizard-key-open = Open in Cal.com
wizard-key-label = API key
wizard-key-show = Show key
wizard-key-hide = Hide key
wizard-key-prefix = Keys of Cal.com usually start with cal_. Please check that everything is copied.
wizard-key-empty = Please paste the API key.
wizard-key-privacy = { $platform ->
    [windows] The key opens the whole Cal.com account. Abgleich uses it for event types only; it does not read bookings or the data of the people who book. It is stored only in Windows Credential Manager.
   *[other] The key opens the whole Cal.com account. Abgleich uses it for event types only; it does not read bookings or the data of the people who book. It is stored only in the keychain of this computer.
  }
wizard-check = Check
wizard-checking = Checking…
wizard-key-unchecked = The key cannot be checked right now. It is stored only once that has worked.
wizard-key-refused = Cal.com does not accept this key. Please copy it again completely.
wizard-who-title = Check the account
wizard-who = This Cal.com account belongs to: { $person }. Is that right?
wizard-who-other-key = Another key
wizard-until-quit-hint = You need it again at the next start; Cal.com does not show it a second time.
wizard-other-region = Your API key belongs to { $host }. Should Abgleich use { $host }?
wizard-use-region = Use { $host }
wizard-returning-account = This account was connected before: “{ $account }”. Its links come back.
wizard-same-account = This account is connected already: “{ $account }”. The new key replaces the current one.
wizard-name-label = Name for this account
wizard-name-hint = This is what Abgleich calls it, for example “Market practice”.
wizard-name-empty = Please give the account a name.
wizard-expires = Does this key expire?
wizard-expires-never = does not expire
wizard-expires-on = expires on
wizard-expires-date = Expiry date
wizard-expires-placeholder = e.g. { $example }
wizard-expires-hint = Abgleich reminds you 7 days and 1 day before.
wizard-expires-missing = Please enter the date like this: { $example }.
wizard-connect = Yes, connect
wizard-replace = Yes, replace
wizard-foreign-key = This API key belongs to { $person }. The account “{ $account }” belongs to { $owner }. Nothing was changed.
wizard-foreign-region = This API key belongs to { $person } at { $host }. The account “{ $account }” belongs to { $owner } at { $own_host }. Nothing was changed.
wizard-foreign-key-other = Paste another key
wizard-foreign-key-add = Add as another account
wizard-foreign-key-existing = Use for “{ $account }”
wizard-key-fits = This API key belongs to { $person }.
wizard-replaced = API key replaced. What is waiting goes on by itself.

## Import

import-title = Import event types
import-intro = Each chosen event type becomes a service here. Nothing changes in Cal.com.
import-loading = Reading event types…
import-found = { $found } found, { $selected } selected
import-all = Select all
import-buffers = { $before } before, { $after } after
import-none = There are no event types in this account yet.
import-managed = Your team sets this event type. Import the team template instead.
import-managed-named = Your team sets this event type. Import the team template “{ $template }” instead.
import-links = Will be linked to your service “{ $service }”. Your values stay.
import-namesake = There is a service “{ $service }” here already, with another event type.
import-confirm = { $count ->
    [0] Import
    [one] Import { $count } service
   *[other] Import { $count } services
  }
import-done-title = Done
import-done = { $count ->
    [0] Nothing was imported. Nothing was changed in Cal.com.
    [one] { $count } service imported. Nothing was changed in Cal.com.
   *[other] { $count } services imported. Nothing was changed in Cal.com.
  }
import-skipped = { $count ->
    [one] “{ $titles }” could not be imported: a value that it has is not possible here.
   *[other] Not imported because a value is not possible here: { $titles }.
  }
import-later = Continue without importing
import-to-services = Go to services

## Editing several, undoing

services-edit-picked = Edit several…
edit-many-title = { $count ->
    [one] Edit 1 service
   *[other] Edit { $count } services
  }
edit-many-subtitle = Everything stays here for now. Nothing is sent to Cal.com.
edit-many-keep = unchanged
edit-many-to = set to…
edit-many-by = change by…
edit-many-value = New value: { $field }
edit-many-by-minutes = e.g. 5 or −5
edit-many-by-price = e.g. { $amount } or −{ $amount }
edit-many-by-refused = Please enter minutes as a number, for example 5 or −5.
edit-many-preview = What changes
edit-many-nothing = All selected services have these values already.
edit-many-stays = Not possible here – stays unchanged
edit-many-apply = { $count ->
    [0] Change
    [one] Change 1 service
   *[other] Change { $count } services
  }
edit-many-done = { $count ->
    [one] 1 service changed here, not sent yet
   *[other] { $count } services changed here, not sent yet
  }
edit-many-done-here = { $count ->
    [one] 1 service changed here
   *[other] { $count } services changed here
  }
edit-many-done-hint = Nothing changes in Cal.com until you sync.
edit-many-done-unlinked-hint = These services are not linked with Cal.com. Nothing is sent.
edit-many-done-here-hint = Price and category stay here. They are not sent to Cal.com.
action-redo = Redo
undo-what = Undo: { $step }
redo-what = Redo: { $step }
undo-done = Undone: { $step }
redo-done = Redone: { $step }
undo-step-edited = { $count ->
    [one] “{ $service }” edited
   *[other] { $count } services edited
  }
undo-step-archived = { $count ->
    [one] “{ $service }” archived
   *[other] { $count } services archived
  }

## Syncing several

bulk-title = { $count ->
    [0] Sync services
    [one] Sync 1 service
   *[other] Sync { $count } services
  }
bulk-account = { $account } ({ $host })
bulk-nothing = Cal.com already has the same values.
bulk-none-shown = There is nothing to sync in this list.
bulk-same = { $count ->
    [one] 1 service already matches.
   *[other] { $count } services already match.
  }
bulk-pending = { $count ->
    [one] 1 service is on its way already.
   *[other] { $count } services are on their way already.
  }
bulk-price = Prices are not transferred.
bulk-blocked = { $count ->
    [one] 1 cannot be sent
   *[other] { $count } cannot be sent
  }
bulk-now = Sync now ({ $count })
bulk-queue = Add to queue ({ $count })
bulk-starting = Preparing…
bulk-progress = { $done } of { $total }…
bulk-done-succeeded = { $count } synced
bulk-done-failed = { $count } failed
bulk-done-left-out = { $count } not sent
bulk-results = Result for each service
bulk-state-waiting = Waiting
bulk-state-running = Syncing…
bulk-state-succeeded = Sent and checked in Cal.com
bulk-state-failed = Failed
bulk-state-cancelled = No longer being sent
bulk-state-superseded = Replaced by a later change
bulk-stop = Stop after this service
bulk-again = Retry failed
bulk-background = Continue in background

## Backups

error-database_damage_found = Data is damaged. Please quit Abgleich and start it again; the file is set aside then.
error-in_use = Abgleich is running with this data. Please quit it first.
error-backup_missing = This file does not exist any more. Nothing was changed.
error-backup_unreadable = This file cannot be read. Nothing was changed.
error-backup_foreign = This file is not a backup of Abgleich. Nothing was changed.
error-backup_damaged = The backup is incomplete or was changed. Nothing was changed here.
error-backup_newer = The backup is from a newer version of Abgleich. Please install the newest version first.
reason-backup_failed-title = No backup possible
reason-backup_failed-cause = { $obstacle ->
    [disk_full] There is no space left in { $path }.
    [read_only] { $path } is read-only.
    [no_access] You have no permission for { $path }.
    [name] The name { $path } has characters in it that are not possible here.
   *[other] { $path } is not there or cannot be written to.
  }
activity-backup_failed = The daily backup did not succeed
activity-backup_loaded = Backup restored

## On the desktop

tray-account-key = { $account } – new API key needed
tray-account-stuck = { $count ->
    [one] { $account } – { $count } service needs your attention
   *[other] { $account } – { $count } services need your attention
  }
tray-sync = { $count ->
    [0] Sync all changed…
   *[other] Sync all changed ({ $count })…
  }
action-quit = Quit
action-stay = Keep running in background
leave-typed = Something is still entered here
leave-typed-text = Close once more to quit Abgleich anyway.
leave-background-title = Should Abgleich keep running in the background?
leave-background-text = Then waiting changes will be sent even when the window is closed.
leave-background-hint = You can change this in the settings at any time.
leave-unsent-title = Quit Abgleich?
leave-unsent-text = { $count ->
    [0] Everything has been sent by now.
    [one] { $count } change has not been sent yet. It stays saved and will be sent when Abgleich runs again.
   *[other] { $count } changes have not been sent yet. They stay saved and will be sent when Abgleich runs again.
  }
leave-unsent-sending = { $count ->
    [one] { $count } of them is being sent right now.
   *[other] { $count } of them are being sent right now.
  }
confirm-background = Keep running in the background until everything is sent (also after a restart)
notify-background-title = Abgleich keeps running in the background
notify-background-body = Waiting changes will be sent. Open the window from the icon in the tray.
notify-background_no_tray-title = Abgleich keeps running in the background
notify-background_no_tray-body = Waiting changes will be sent. To open the window, start Abgleich once more.
notify-action-quit = Quit completely
notify-test-title = Notifications from Abgleich
notify-test-body = This is what notifications look like on this computer.
notify-in_use-title = Abgleich is already open
notify-in_use-body = This data folder is used by another window: { $folder }
cannot_begin-title = Abgleich cannot start
cannot_begin-body =
    { $system ->
        [windows] The window could not be opened. Usually “Microsoft Edge WebView2” is missing then: install Abgleich once more, which adds it.
       *[other] The window could not be opened.
    }
    Your data is unchanged.

    Technical detail: { $detail }
error-autostart_refused = Starting with the computer cannot be set on this computer.
error-no_notifications = No program on this computer shows notifications. Results appear here in the window and in the activity instead.
error-notification_refused = The notification could not be shown.
settings-zoom = Text size
settings-zoom-now = { $percent }%
settings-zoom-in = Larger text
settings-zoom-out = Smaller text
settings-zoom-reset = Text in normal size
settings-window-text = Size and position as at the first start:
settings-window-reset = Reset window position
settings-window-done = The window is as it was at the first start.
settings-notifications-test = Test
settings-notifications-test-text = See what a notification looks like:
settings-background = Background
settings-tray = Icon in the tray
settings-tray-on = Show
settings-tray-off = Do not show
settings-tray-missing = This desktop has no tray. When Abgleich runs without a window, a second start opens the window again.
settings-autostart = Start with the computer
settings-autostart-on = Start without a window
settings-autostart-off = Do not start
settings-close = Closing the window
settings-close-ask = Ask
settings-close-quit = Quit
settings-close-until_sent = Run until everything is sent
settings-close-background = Always keep running
settings-close-hint = { $close ->
    [until_sent] While something is waiting, Abgleich also starts with the computer, without a window.
    [background] Abgleich keeps running without a window, compares, and sends what is waiting.
    [quit] What is still waiting stays saved. Abgleich asks before it quits.
   *[ask] The next time you close the window, Abgleich asks what you would like.
  }
settings-close-no-tray = Without a tray, closing quits. If something is still waiting, Abgleich asks first.
settings-shortcuts-text = Guide and keyboard shortcuts
guide-title = Guide
guide-pages = Pages
guide-page-guide = For the practice
guide-page-it = For IT support
guide-page-privacy = Privacy
guide-shortcuts = All keyboard shortcuts
guide-contents = Contents
guide-loading = Loading the guide…
guide-missing = This page of the guide cannot be shown right now.
help-title = Keyboard shortcuts
shortcut-archive = Archive service
shortcut-help = Open guide
shortcut-escape = Close dialog, back to the list
shortcut-next-service = Next or previous service, same field
key-delete = Del
key-escape = Esc
key-plus = Plus
key-minus = Minus
key-page-up = PgUp
key-page-down = PgDn

## Changed in Cal.com: compare, decide, earlier values

sync-button-compare = Compare…
action-compare = Compare
compare-title = Something was changed in Cal.com
compare-title-both = Changed here and in Cal.com
compare-identity = “{ $service }” · { $identity }
compare-spoken = Changed in Cal.com: { $changes }.
compare-differs = The values here and in Cal.com differ: { $fields }.
compare-changed-at = Changed on { $date } at { $time }
compare-changed-by = Changed on { $date } at { $time } (by { $by })
compare-column-before = Before
compare-column-here = Here
compare-take = Take the values from Cal.com
compare-ours = Send our values again…
compare-later = Decide later
compare-each = Decide field by field
compare-each-one = Enter a value yourself
compare-other = another value
compare-other-value = { $field }: another value
compare-apply = Use here
compare-continue = Continue to confirmation…
compare-open = { $count ->
    [one] { $count } field still open
   *[other] { $count } fields still open
  }
compare-here-too = { $count ->
    [one] Changed here and not sent yet: { $fields }. It stays as it is here.
   *[other] Changed here and not sent yet: { $fields }. They stay as they are here.
  }
compare-others = { $count ->
    [one] This service is also linked to “{ $names }”. What you take over applies there, too, and is sent there only when you confirm it.
   *[other] This service is also linked to these event types: { $names }. What you take over applies to them, too, and is sent there only when you confirm it.
  }
compare-name-stays = The name from Cal.com applies to this event type only. Here the service is still called “{ $service }”.
compare-offline = No connection. You see the values that were read last. They are compared again before anything is sent.
compare-stored = Cal.com did not answer in time. You see the values that were read last. They are compared again before anything is sent.
compare-outdated = Something has changed in the meantime. Please check the new values.
compare-never = The values in Cal.com are not known yet, and Cal.com cannot be reached right now.
compare-gone = This event type no longer exists, or it no longer belongs to this account.
compare-link-again = Link again
compare-taken = Values taken from Cal.com
compare-taken-count = { $count ->
    [one] { $count } service.
   *[other] { $count } services.
  }
compare-taken-cancelled = { $count ->
    [one] The waiting change will not be sent any more.
   *[other] { $count } waiting changes will not be sent any more.
  }
compare-taken-open = { $count ->
    [one] It may have arrived already; the next comparison will show.
   *[other] Some of them may have arrived already; the next comparison will show.
  }
compare-taken-others = Also linked, and not sent there yet: { $names }.
compare-many-title = { $count ->
    [0] Changed in Cal.com
    [one] { $count } service was changed in Cal.com
   *[other] { $count } services were changed in Cal.com
  }
compare-many-open = Compare…
compare-many-subtitle = Before → now in Cal.com. The decision applies to all that are ticked.
compare-many-none = Nothing was changed in Cal.com that you still have to decide on.
compare-many-here = Changed here, too: { $value }
compare-many-problem = “{ $service }”: { $text } Nothing was changed.
compare-many-send-title = { $count ->
    [one] Send our values for { $count } service again
   *[other] Send our values for { $count } services again
  }
compare-many-send-subtitle = This will change in Cal.com.
compare-many-send = { $count ->
    [one] Sync now
   *[other] Sync now ({ $count })
  }
compare-many-send-later = { $count ->
    [one] Add to queue
   *[other] Add to queue ({ $count })
  }
compare-many-offline = No connection. The changes are queued and will be sent when you are back online and Abgleich is running.
compare-many-queued = queued
compare-many-result = Queued: { $queued }. Not accepted: { $refused }. The reason is shown with each.
restore-open = Restore earlier values in Cal.com…
restore-title = Restore earlier values of “{ $service }”
restore-subtitle = This is what Cal.com held each time before Abgleich sent something. Marked is what differs here. The values are entered here, and sent only after you confirm.
restore-legend = Values to restore
restore-reading = Fetching earlier values…
restore-count = { $count ->
    [0] No earlier values
    [one] { $count } set of earlier values
   *[other] { $count } sets of earlier values
  }
restore-none = Nothing has been sent for this service yet, so there are no earlier values.
restore-same = These are the values here now.
restore-lifted = This link was removed.
restore-changes = (would change)
restore-done = Earlier values entered here

## Settings: backup

settings-sections = Sections of the settings
settings-licence = Free to use under the MIT licence or the Apache licence 2.0.
action-open-folder = Open folder
error-window_stays = The window could not be moved.
error-cannot_open_folder = The folder could not be opened.
error-replacing = The data is being replaced. One moment please.
quoted = “{ $text }”
settings-backup = Backup
settings-backup-last = Last backup: { $time }
settings-backup-none = No backup yet. The first one is made automatically while Abgleich is running.
settings-backup-hint = Abgleich makes a backup on this computer every day. No backup contains API keys.
settings-backup-load = Continue from a backup
settings-backup-load-hint = On a new computer, or if something was lost here.
settings-backup-copy = Also copy every day to:
settings-backup-copy-none = No folder chosen yet. A good one is not on this computer, for example on a USB stick.
settings-backup-choose = Choose folder…
settings-backup-stop = Stop copying
settings-backup-folder-missing = This folder is not there at the moment. Copying goes on as soon as it is.
settings-backup-files = { $count ->
    [one] { $count } backup on this computer
   *[other] { $count } backups on this computer
  }
backup-save = Save backup…
backup-save-title = Save backup
backup-saved = Backup saved
backup-copied = Backup copied. From now on this is done every day.
backup-folder-title = Folder for the daily copies
backup-load = Restore backup…
backup-load-title = Restore backup
backup-load-short = Restore…
backup-occasion-daily = daily
backup-occasion-before-upgrade = before a new version
backup-occasion-before-load = before restoring
backup-load-question = Restore this backup?
backup-load-replaces = Everything here is replaced by the backup. What is here now is backed up first. Nothing changes in Cal.com.
backup-load-begins = Abgleich continues with the data from the backup. Nothing changes in Cal.com.
backup-now = Here now
backup-in-file = In the backup
backup-count-changed = Latest entry in the activity
backup-count-services = Services
backup-count-accounts = Cal.com accounts
backup-count-waiting = Waiting changes
backup-count-failed = Failed changes
backup-load-queue = The queue and failed changes come from the backup.
backup-load-queue-waiting = The queue and failed changes come from the backup. Waiting changes are not sent by themselves afterwards, neither those from here nor those in the backup. Please sync these services again then.
backup-load-keys = { $count ->
    [one] The account { $accounts } needs its API key again.
   *[other] These accounts need their API keys again: { $accounts }.
  }
backup-load-confirm = Restore backup
backup-loading = Restoring…
backup-in-use = Another program is working with this data, for example a script. Nothing was changed. Please try again in a moment.
backup-loaded = Backup restored
backup-loaded-text = Abgleich works with the data of the backup. What Cal.com holds is read again.
backup-loaded-cancelled = { $count ->
    [one] { $count } change was waiting in the backup and was not sent.
   *[other] { $count } changes were waiting in the backup and were not sent.
  }
backup-loaded-kept = What was here before is kept in:
wizard-backup = Restore a backup from another computer

## When the data cannot be opened

failure-database_damaged-title = Data is damaged
failure-database_damaged-backup = The file was set aside. Last backup: { $time }.
failure-database_damaged-none = The file was set aside. There is no backup that can be opened.
failure-database_damaged-path = It is kept in
failure-database_newer-title = Data is from a newer version
failure-database_newer-cause = Please install the newest version of Abgleich.
failure-cannot_store-title = Data cannot be saved
failure-cannot_store-cause = { $obstacle ->
    [disk_full] There is no space left on the disk.
    [read_only] The data folder is read-only.
    [no_access] You have no write permission for the data folder.
   *[other] No disk space or no write permission.
  }
failure-network_file_system-title = The data folder is on a network drive
failure-network_file_system-cause = Data is not safe there. Nothing was changed. Ask your IT to put the data folder on this computer.
failure-restore = Restore backup
failure-other-file = Another file…
failure-begin-empty = Begin empty…
begin-empty-title = Begin empty?
begin-empty-text = Abgleich begins without services, activity and accounts. The damaged file and the backups stay where they are. Nothing changes in Cal.com.
begin-empty-confirm = Begin empty

## Settings: diagnosis

settings-diagnosis = Diagnostics
diagnosis-examine = Is everything in order?
diagnosis-examine-hint = Checks data, credential store, notifications, clock and whether Cal.com can be reached.
diagnosis-examine-now = Check now
diagnosis-examining = Checking…
diagnosis-summary = { $count ->
    [0] Everything is in order.
    [one] { $count } thing needs your attention.
   *[other] { $count } things need your attention.
  }
diagnosis-log = Log
diagnosis-log-hint = What Abgleich did, and when. It holds no API keys.
diagnosis-open-log = Open log
diagnosis-package = Diagnostics package
diagnosis-package-hint = A folder for your IT support: log, checks, settings, versions and counts. It holds no API keys; names of services, accounts and people are replaced by numbers.
diagnosis-save = Save package…
diagnosis-folder-title = Where to put the diagnostics package?
diagnosis-saved = Diagnostics package saved. Have a look at it before you hand it on.
diagnosis-readme-unopened = This diagnostics package was written by Abgleich without being able to open the data. It holds the log, the outcome of the checks (doctor.json), and settings and versions (facts.json). It holds no API keys. Names of services, accounts and people could not be replaced.
diagnosis-readme = This diagnostics package was written by Abgleich. It holds the log, the outcome of the checks (doctor.json), and settings, versions and counts (facts.json). It holds no API keys. Names of services, accounts and people are replaced by numbers.
doctor-database = Data
doctor-database-sound = Not damaged
doctor-database-damaged = Damaged. The next start sets the file aside and offers the last backup.
doctor-database-unfinished = Not damaged so far; the file is large, and the check was ended after two seconds.
doctor-backup = Backup
doctor-backup_folder = Copy of the backup
doctor-keyring = Credential store
doctor-keyring-answers = Answers
doctor-keyring-absent = No credential store found
doctor-keyring-locked = Locked, or it does not answer
doctor-notifications = Notifications
doctor-notifications-true = The system shows notifications
doctor-notifications-false = The system shows no notifications. Outcomes appear in the window and are in the activity.
doctor-notifications-unknown = Cannot be checked here
doctor-account = Cal.com account
doctor-key_expires = API key
doctor-account-reached = Can be reached, the API key is accepted
doctor-account-clock = Can be reached, but this computer’s clock is off by { $count } seconds
doctor-worker = Sending
doctor-worker-true = On
doctor-worker-false = Nothing is being sent at the moment
doctor-clock = Clock
doctor-clock-right = { $time }
doctor-clock-wrong = The clock shows { $time } and is wrong
doctor-clock-set_back = The clock shows { $time } and was set back
doctor-queue = Queue
doctor-queue-waiting = { $count ->
    [one] { $count } change has been waiting since { $time }
   *[other] { $count } changes are waiting, the oldest since { $time }
  }

## Settings: privacy

settings-privacy = Privacy
privacy-stored = What is stored?
privacy-stored-hint = Your services and the activity, on this computer only. Abgleich never reads bookings or data of those who book.
privacy-stored-show = Show
stored-services = Your services
stored-services-text = Name, title in Cal.com, duration, buffers, price, category, visibility and description, as you enter them here.
stored-calcom = From Cal.com
stored-calcom-text = Your event types with number, title, description, durations, buffers, price, visibility, address of the booking page and how they are booked (seats, layouts, confirmation); besides, name, e-mail address, time zone and teams of the person whose Cal.com account it is.
stored-key = API key
stored-key-text = Only in { $platform ->
    [windows] Windows Credential Manager
   *[other] this computer’s keychain
  }. Not in the data, not in backups, not in the log.
stored-history = Queue and activity
stored-history-text = What was sent or is waiting, what came of it, and what Cal.com held before. Older entries are deleted over time.
stored-log = Log and backups
stored-log-text = A technical log of at most 50 MB, and the last seven daily backups; besides, three each from before a new version and before restoring.
stored-never = What is never read
stored-never-text = Bookings, appointments, names and data of those who book. Abgleich talks to Cal.com only, and only about your event types and your account.
privacy-delete = Delete everything on this computer
privacy-delete-hint = Services, activity, backups and API keys. Nothing changes in Cal.com.
privacy-delete-start = Delete everything…
delete-all-title = Delete everything on this computer?
delete-all-text = All services, the activity, the backups and the API keys on this computer are deleted. Nothing changes in Cal.com. This cannot be undone.
delete-all-waiting = { $count ->
    [one] { $count } change is not sent yet. It is discarded.
   *[other] { $count } changes are not sent yet. They are discarded.
  }
delete-all-saved = Backups that you saved elsewhere yourself stay.
delete-all-copies = The copies in { $folder } and backups that you saved elsewhere yourself stay.
delete-all-end = Abgleich then quits.
delete-all-confirm = Delete everything
delete-all-busy = Deleting…
delete-all-stopped = Not everything was deleted.
delete-all-no-keyring = No credential store found. If one runs again later, it may still hold the API key. Nothing has been deleted so far.
delete-all-anyway = Delete everything anyway

## Settings: network

settings-network = Network
network-proxy = Proxy
network-proxy-missed = The proxy is not saved
network-proxy-hint = { $system ->
    [linux] Leave it empty if you do not know what this is. Your IT support finds in the guide what applies then.
   *[other] Leave it empty if you do not know what this is: then the system’s setting is used.
  }
network-proxy-system = { $system ->
    [linux] Automatic
   *[other] Same as system
  }
network-test = Test the connection
network-test-hint = Goes the whole way to Cal.com and tells which step works. Nothing is changed in Cal.com.
network-test-now = Test connection
network-testing = Testing…
network-stage-name = Address found
network-stage-tls = Secure connection
network-stage-key = API key
network-stage-version = API version
network-works = In order
network-fails = Does not work
network-not_tried = Not checked
network-name-unknown = { $host } was not found. Please check the internet connection and the proxy.
error-invalid_proxy = Please enter the proxy with name and port, for example proxy.practice.com:3128.
error-proxy_credentials = A user name and password cannot be kept here, because they would be stored in readable form. Please ask your IT support for a proxy without sign-in.

## Settings: looking at Cal.com for changes

settings-comparing = Comparing with Cal.com
settings-check_every = Check Cal.com
settings-check_every-1 = Hourly
settings-check_every-6 = Every 6 hours
settings-check_every-24 = Daily
settings-check_every-start = Only at startup
settings-check_every-hint = Abgleich always checks at startup, before sending and with { $keys } whether something was changed in Cal.com.
