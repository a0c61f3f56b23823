# Installs the Windows package without a question, syncs once against a simulated Cal.com, reads the credential back,
# removes everything, and lists what is left over. For a machine that may be thrown away.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$setup = Get-ChildItem target/release/bundle/nsis/*.exe | Select-Object -First 1
Start-Process $setup.FullName -ArgumentList '/S' -Wait
$folder = Join-Path $env:LOCALAPPDATA 'Abgleich'
foreach ($file in 'abgleich.exe', 'abgleichctl.exe', 'licences/abgleich.txt') {
    if (-not (Test-Path (Join-Path $folder $file))) { throw "not installed: $file" }
}
$ctl = Join-Path $folder 'abgleichctl.exe'
& $ctl --version

$started = New-TemporaryFile
$simulator = Start-Process $ctl -ArgumentList '--json', 'simulator' -RedirectStandardOutput $started -PassThru -NoNewWindow
try {
    while (-not (Get-Content $started -Raw)) { Start-Sleep -Milliseconds 100 }
    $calcom = Get-Content $started -Raw | ConvertFrom-Json
    $calcom.key | & $ctl account add --name Praxis --url $calcom.address --key-stdin
    $types = & $ctl --json event-types list --refresh | ConvertFrom-Json
    & $ctl service add --name Massage --duration 47 --event-type $types[0].event_type_id
    & $ctl sync 1 --yes --wait 60

    # Another process reads it: the key is in the Credential Manager and not in a file.
    $stored = cmdkey /list | Select-String -SimpleMatch 'abgleich'
    if (-not $stored) { throw 'no credential' }
    $doctor = & $ctl --json doctor | ConvertFrom-Json
    $doctor | ConvertTo-Json -Depth 6
    & $ctl purge --yes
    if (cmdkey /list | Select-String -SimpleMatch 'abgleich') { throw 'the credential is still there' }
}
finally {
    Stop-Process $simulator
}

Start-Process (Join-Path $folder 'uninstall.exe') -ArgumentList '/S' -Wait
# The uninstaller goes on after its first process ended.
for ($i = 0; (Test-Path $ctl) -and $i -lt 100; $i++) { Start-Sleep -Milliseconds 200 }
if (Test-Path $ctl) { throw 'abgleichctl is still there' }
'left over:'
foreach ($place in $env:LOCALAPPDATA, $env:APPDATA) {
    Get-ChildItem $place -Recurse -Force -ErrorAction SilentlyContinue |
        Where-Object FullName -Match 'abgleich' | ForEach-Object FullName
}
