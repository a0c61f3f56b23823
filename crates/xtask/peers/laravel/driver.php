<?php
// Laravel's database queue (Debian's php-illuminate-queue); see ../README.md for the protocol.

require_once 'Illuminate/Queue/autoload.php';
require_once 'Illuminate/Database/autoload.php';

use Illuminate\Container\Container;
use Illuminate\Database\Capsule\Manager;
use Illuminate\Queue\DatabaseQueue;

[, $file, $durability] = $argv;
touch($file);
$manager = new Manager();
$manager->addConnection(['driver' => 'sqlite', 'database' => $file, 'prefix' => '']);
$database = $manager->getConnection();
if ($durability === 'full') {
    $database->statement('PRAGMA journal_mode = WAL');
    $database->statement('PRAGMA synchronous = FULL');
}
$database->getSchemaBuilder()->create('jobs', function ($table) {
    $table->bigIncrements('id');
    $table->string('queue')->index();
    $table->longText('payload');
    $table->unsignedTinyInteger('attempts');
    $table->unsignedInteger('reserved_at')->nullable();
    $table->unsignedInteger('available_at');
    $table->unsignedInteger('created_at');
});
$queue = new DatabaseQueue($database, 'jobs');
$queue->setContainer(new Container());
$queue->setConnectionName('sqlite');

$frame = strlen(json_encode(['displayName' => 'job', 'job' => 'job', 'data' => '']));
$payload = json_encode(['displayName' => 'job', 'job' => 'job', 'data' => str_repeat('x', 700 - $frame)]);

$answer = function ($value) {
    fwrite(STDOUT, json_encode($value) . "\n");
    fflush(STDOUT);
};
$package = trim((string) shell_exec("dpkg-query -W -f='\${Version}' php-illuminate-queue 2>/dev/null"));
$journal = $database->selectOne('PRAGMA journal_mode')->journal_mode;
$level = ['OFF', 'NORMAL', 'FULL', 'EXTRA'][$database->selectOne('PRAGMA synchronous')->synchronous];
$answer([
    'name' => 'Laravel',
    'version' => "$package, PHP " . PHP_VERSION,
    'durability' => strtoupper($journal) . "/$level",
]);

while (($line = fgets(STDIN)) !== false) {
    [$what, $count] = explode(' ', trim($line));
    $times = [];
    for ($i = 0; $i < (int) $count; $i++) {
        $start = hrtime(true);
        if ($what === 'enqueue') {
            $queue->pushRaw($payload);
        } else {
            $queue->pop()->delete();
        }
        $times[] = hrtime(true) - $start;
    }
    $answer($times);
}
