#include "config.h"

#include "common/explain/explain.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/event/event.h"

/* clang-format off */
/*
 * In order of trust: a text that several causes share comes after the ones
 * that tell more, and code 1236 of MySQL is never matched alone.
 */
static const struct explanation table[] = {
	{ "server-id-twice", "binlog", "same server_uuid/server_id",
		{ "Два читателя binlog с одним database.server.id: дайте второму свой id, затем перезапустите задачу упавшего коннектора",
		  "Two binlog readers share one database.server.id: give the other an id of its own, then restart the failed task" }, 4, NULL },
	{ "binlog-gone", "binlog", "could not find next log",
		{ "Журнал binlog удалён из-под коннектора: разверните его с snapshot.mode=when_needed, затем верните initial",
		  "The binlog was purged behind the connector: deploy it with snapshot.mode=when_needed, then put initial back" }, 9, NULL },
	{ "offset-gone", "slot", "no longer available on the server",
		{ "Позиция коннектора на сервере больше не существует: разверните его с snapshot.mode=when_needed, затем верните initial",
		  "The connector's position is gone from the server: deploy it with snapshot.mode=when_needed, then put initial back" }, 9, NULL },
	{ "slot-in-use", "slot", "is active for PID",
		{ "Слот[ {slot}] занят другим читателем: остановите его[ или закройте его соединение: SELECT pg_terminate_backend({pid})]; если это второй коннектор, дайте ему свой slot.name",
		  "Another reader holds the slot[ {slot}]: stop it[, or close its connection: SELECT pg_terminate_backend({pid})]; a second connector needs a slot.name of its own" }, 3, "slot pid" },
	{ "replication-role", "database", "must be superuser or replication role",
		{ "Роли не хватает права: ALTER ROLE {role} REPLICATION, затем перезапустите задачу",
		  "The role lacks a right: ALTER ROLE {role} REPLICATION, then restart the task" }, 3, "role" },
	{ "wal-level-slot", "process", "exists, but wal_level < logical",
		{ "Пока есть логический слот, PostgreSQL не запустится с wal_level ниже logical: удалите строку wal_level из postgresql.auto.conf в его каталоге данных (ALTER SYSTEM на остановленном сервере невозможен), затем cdclab stack up",
		  "With a logical slot PostgreSQL does not start below wal_level=logical: delete the line wal_level from postgresql.auto.conf in its data directory (ALTER SYSTEM needs a running server), then cdclab stack up" }, 9, NULL },
	{ "wal-level", "database", "logical decoding requires wal_level",
		{ "Поставьте wal_level=logical и перезапустите PostgreSQL",
		  "Set wal_level=logical and restart PostgreSQL" }, 3, NULL },
	{ "plugin-name", "connector", "may not be used as an output plugin",
		{ "Добавьте \"plugin.name\": \"pgoutput\": без него берётся decoderbufs",
		  "Add \"plugin.name\": \"pgoutput\": the default is decoderbufs" }, 3, NULL },
	{ "publication-missing", "database", "Publication autocreation is disabled",
		{ "Создайте публикацию (блок sql/postgres-publication.sql) и перезапустите задачу",
		  "Create the publication (block sql/postgres-publication.sql) and restart the task" }, 3, NULL },
	{ "publication-dropped", "slot", "publication \"",
		{ "Публикацию удалили на ходу: остановите коннектор, удалите его смещения и слот, запустите снова",
		  "The publication was dropped while streaming: stop the connector, delete its offsets and the slot, resume" }, 9, NULL },
	{ "history-missing", "connector", "db history topic is missing",
		{ "Топик истории схемы потерян: верните прежнее имя или разверните с snapshot.mode=recovery",
		  "The schema history topic is gone: put its right name back, or deploy with snapshot.mode=recovery" }, 4, NULL },
	{ "schema-unknown", "connector", "schema isn't known to this connector",
		{ "Коннектор не знает схемы таблицы: проверьте топик истории (свой у каждого коннектора), права SELECT и table.include.list",
		  "The connector does not know the table: check the history topic (one for each connector), SELECT rights and table.include.list" }, 4, NULL },
	{ "row-format", "database", "not configured to use a ROW binlog_format",
		{ "SET GLOBAL binlog_format = 'ROW', затем перезапустите задачу",
		  "SET GLOBAL binlog_format = 'ROW', then restart the task" }, 2, NULL },
	{ "row-image", "database", "not configured to use a FULL binlog_row_image",
		{ "SET GLOBAL binlog_row_image = 'FULL', затем перезапустите задачу",
		  "SET GLOBAL binlog_row_image = 'FULL', then restart the task" }, 2, NULL },
	{ "lock-tables", "database", "does not have the 'LOCK TABLES' privilege",
		{ "Пользователю не хватает RELOAD: выполните блок sql/mysql-roles.sql и перезапустите задачу",
		  "The user lacks RELOAD: run the block sql/mysql-roles.sql and restart the task" }, 4, NULL },
	{ "replication-slave", "database", "REPLICATION SLAVE privilege",
		{ "Пользователю не хватает REPLICATION SLAVE: выполните блок sql/mysql-roles.sql и перезапустите задачу",
		  "The user lacks REPLICATION SLAVE: run the block sql/mysql-roles.sql and restart the task" }, 4, NULL },
	{ "replication-client", "database", "SHOW BINARY LOG STATUS but it failed",
		{ "Пользователю не хватает REPLICATION CLIENT: выполните блок sql/mysql-roles.sql",
		  "The user lacks REPLICATION CLIENT: run the block sql/mysql-roles.sql" }, 4, NULL },
	{ "mysql-password", "database", "Access denied for user",
		{ "Неверный пароль или нет права: сравните database.user и database.password в конфигурации с SHOW GRANTS[ FOR '{user}'@'%'], затем перезапустите задачу",
		  "Wrong password or a missing right: compare database.user and database.password with SHOW GRANTS[ FOR '{user}'@'%'], then restart the task" }, 4, "user" },
	{ "pg-password", "database", "password authentication failed",
		{ "Неверный пароль: верните роли[ {user}] тот, что в database.password (ALTER ROLE ... PASSWORD), или разверните конфигурацию с новым",
		  "Wrong password: give the role[ {user}] the one in database.password (ALTER ROLE ... PASSWORD), or deploy the config with the new one" }, 3, "user" },
	{ "pg-permission", "database", "permission denied for table",
		{ "Выдайте роли право чтения: GRANT SELECT ON public.outbox TO {role}; коннектор повторит попытку сам через 10 с",
		  "Let the role read: GRANT SELECT ON public.outbox TO {role}; the connector tries again by itself within 10 s" }, 3, "role" },
	{ "mysql-lost", "binlog", "Failed to read next byte from position",
		{ "MySQL остановили под работающим коннектором: когда сервер вернётся, перезапустите задачу (restart?includeTasks=true&onlyFailed=true)",
		  "MySQL was stopped under the connector: once it is back, restart the task (restart?includeTasks=true&onlyFailed=true)" }, 9, NULL },
	{ "mysql-unreachable", "port", "Failed to establish connection with the database",
		{ "Коннектор не достаёт до MySQL: проверьте, что сервер запущен, и database.hostname с database.port",
		  "The connector cannot reach MySQL: is it running? Then check database.hostname and database.port" }, 4, NULL },
	{ "value-required", "connector", "A value is required",
		{ "В конфигурации нет обязательного ключа: добавьте его",
		  "A required key is missing from the config: add it" }, 4, NULL },
	{ "class-missing", "worker", "Failed to find any class that implements Connector",
		{ "Такого плагина у воркера нет: сравните connector.class с GET /connector-plugins",
		  "The worker has no such plugin: compare connector.class with GET /connector-plugins" }, 3, NULL },
	{ "payload-column", "connector", "Unable to find payload field",
		{ "В таблице outbox нет столбца payload: верните имя или поправьте table.field.event.payload",
		  "The outbox has no payload column: rename it back or set table.field.event.payload" }, 2, NULL },
	{ "too-large", "topic", "RecordTooLargeException",
		{ "Событие больше 1 МБ: увеличьте producer.override.max.request.size и max.message.bytes топика",
		  "The event is larger than 1 MB: raise producer.override.max.request.size and the topic's max.message.bytes" }, 9, NULL },
	{ "corrupt-debezium-json", "consumer", "Corrupt Debezium JSON message",
		{ "В топике не envelope Debezium: payload должен быть {\"before\":null,\"after\":{...},\"op\":\"c\"}, а конвертер StringConverter",
		  "The topic holds no Debezium envelope: the payload must be {\"before\":null,\"after\":{...},\"op\":\"c\"}, the converter StringConverter" }, 6, NULL },
	{ "no-startup-mode", "consumer", "Property group.id is required when using committed offset",
		{ "Добавьте 'scan.startup.mode' = 'earliest-offset' в таблицу-источник",
		  "Add 'scan.startup.mode' = 'earliest-offset' to the source table" }, 6, NULL },
	{ "json-sink", "consumer", "doesn't support consuming update and delete changes",
		{ "Источник debezium-json даёт changelog: пишите в upsert-kafka или debezium-json",
		  "A debezium-json source is a changelog: write to upsert-kafka or debezium-json" }, 6, NULL },
	{ "no-kafka-connector", "consumer", "Could not find any factory for identifier 'kafka'",
		{ "Flink не видит flink-sql-connector-kafka: положите jar в lib кластера",
		  "Flink does not see flink-sql-connector-kafka: put the jar into the cluster's lib" }, 6, NULL },
	/* from here on only by id: what the engine finds out by itself */
	{ "process-dead", "process", NULL,
		{ "Поднимите сервис снова: cdclab stack up",
		  "Bring it up again: cdclab stack up" }, 0, NULL },
	{ "port-taken", "port", NULL,
		{ "Порт[ {port}] занят другой программой, поэтому сервер не запустится: завершите её, затем cdclab stack up",
		  "Another program holds the port[ {port}], so the server cannot start: end that program, then cdclab stack up" }, 0, "port" },
	{ "process-frozen", "process", NULL,
		{ "Сервер остановлен сигналом или на паузе его контейнер: cdclab stack up его разбудит",
		  "The server is stopped by a signal, or its container is paused: cdclab stack up wakes it" }, 0, NULL },
	{ "engine-gone", "process", NULL,
		{ "Верните движок Docker (sudo systemctl start docker) или доступ к его сокету; затем cdclab stack up",
		  "Bring the Docker engine back (sudo systemctl start docker), or the access to its socket; then cdclab stack up" }, 0, NULL },
	{ "no-answer", "port", NULL,
		{ "Посмотрите журнал: cdclab stack logs[ {service}]",
		  "Look at its log: cdclab stack logs[ {service}]" }, 0, "service" },
	{ "cut-off", "port", NULL,
		{ "Верните его контейнер в сеть: cdclab stack up",
		  "Put its container back into the network: cdclab stack up" }, 0, NULL },
	{ "table-missing", "database", NULL,
		{ "Выполните шаги с DDL: cdclab run",
		  "Run the DDL steps: cdclab run" }, 2, NULL },
	{ "read-only", "database", "cannot execute INSERT in a read-only transaction",
		{ "PostgreSQL только для чтения[ (default_transaction_read_only, источник: {origin})][: {statement}]; если настройка в файле: ALTER SYSTEM SET default_transaction_read_only = off, затем SELECT pg_reload_conf()",
		  "PostgreSQL is read-only[ (default_transaction_read_only comes from: {origin})][: {statement}]; a setting from a file is put back by ALTER SYSTEM SET default_transaction_read_only = off, then SELECT pg_reload_conf()" }, 2, "origin statement" },
	{ "super-read-only", "database", "running with the --super-read-only option",
		{ "MySQL только для чтения[ ({origin})]: SET GLOBAL super_read_only = OFF, GLOBAL read_only = OFF[; настройка сохранена, поэтому ещё: {statement}]",
		  "MySQL is read-only[ ({origin})]: SET GLOBAL super_read_only = OFF, GLOBAL read_only = OFF[; the setting is persisted, so also: {statement}]" }, 2, "origin statement" },
	{ "standby", "database", NULL,
		{ "Сервер работает репликой: пишите в основной сервер или повысьте этот (SELECT pg_promote())",
		  "The server is a standby: write to its primary, or promote it (SELECT pg_promote())" }, 2, NULL },
	{ "publication-table", "database", NULL,
		{ "Добавьте таблицу в публикацию: ALTER PUBLICATION {publication} ADD TABLE public.outbox; строки, записанные до этого, в топик не попадут",
		  "Add the table: ALTER PUBLICATION {publication} ADD TABLE public.outbox; rows written before do not reach the topic" }, 3, "publication" },
	{ "publication-insert", "database", NULL,
		{ "Включите вставки: ALTER PUBLICATION {publication} SET (publish = 'insert'); строки, записанные до этого, в топик не попадут",
		  "Let it publish inserts: ALTER PUBLICATION {publication} SET (publish = 'insert'); rows written before do not reach the topic" }, 3, "publication" },
	{ "slot-missing", "slot", NULL,
		{ "Слот[ {slot}] создаёт коннектор при запуске: посмотрите его состояние и журнал Connect",
		  "The connector makes the slot[ {slot}] when it starts: look at its state and at Connect's log" }, 3, "slot" },
	{ "slot-lost", "slot", "can no longer get changes from replication slot",
		{ "WAL за слотом удалён: остановите коннектор, удалите его смещения и слот[ (SELECT pg_drop_replication_slot('{slot}'))], запустите снова; чтобы не повторилось, увеличьте max_slot_wal_keep_size",
		  "The slot's WAL is gone: stop the connector, delete its offsets and the slot[ (SELECT pg_drop_replication_slot('{slot}'))], resume; a larger max_slot_wal_keep_size avoids it" }, 9, "slot" },
	{ "slot-inactive", "slot", NULL,
		{ "Слот[ {slot}] никто не читает: коннектор ждёт повтора (10 с) или остановлен; причина в cdclab stack logs connect",
		  "Nobody reads the slot[ {slot}]: the connector waits for its retry (10 s) or is stopped; cdclab stack logs connect has the cause" }, 3, "slot" },
	{ "binlog-unread", "binlog", NULL,
		{ "Коннектор не подключён к binlog: после гибели MySQL он возвращается за секунды, если задан connect.keep.alive.interval.ms",
		  "The connector is not connected to the binlog: after MySQL died it returns within seconds if connect.keep.alive.interval.ms is set" }, 4, NULL },
	{ "connector-missing", "connector", NULL,
		{ "Разверните коннектор[ {connector}]: шаг лабораторной или bash/deploy.sh",
		  "Deploy the connector[ {connector}]: the lab's step, or bash/deploy.sh" }, 5, "connector" },
	{ "connector-class", "connector", NULL,
		{ "Под именем {connector} развёрнут другой коннектор: разверните конфигурацию из урока",
		  "Another connector has the name {connector}: deploy the lesson's config" }, 5, "connector" },
	{ "connector-state", "connector", NULL,
		{ "Возобновите его: curl -X PUT localhost:8083/connectors/{connector}/resume",
		  "Resume it: curl -X PUT localhost:8083/connectors/{connector}/resume" }, 5, "connector" },
	{ "no-task", "task", NULL,
		{ "У коннектора нет задач: tasks.max должен быть 1, адрес schema history верным; причина в cdclab stack logs connect",
		  "The connector has no task: tasks.max must be 1 and the history's address right; cdclab stack logs connect has the cause" }, 5, NULL },
	{ "task-failed", "task", NULL,
		{ "Устраните причину и перезапустите: curl -X POST 'localhost:8083/connectors/{connector}/restart?includeTasks=true&onlyFailed=true'",
		  "Remove the cause, then: curl -X POST 'localhost:8083/connectors/{connector}/restart?includeTasks=true&onlyFailed=true'" }, 9, "connector" },
	{ "wrong-topic", "topic", NULL,
		{ "Проверьте transforms.outbox.route.topic.replacement: у каждого коннектора свой префикс",
		  "Check transforms.outbox.route.topic.replacement: each connector has a prefix of its own" }, 9, NULL },
	{ "transform-missing", "connector", NULL,
		{ "Добавьте в конфигурацию EventRouter: \"transforms\": \"outbox\" и \"transforms.outbox.type\": \"io.debezium.transforms.outbox.EventRouter\"; если он есть, проверьте predicate",
		  "Add the EventRouter to the config: \"transforms\": \"outbox\" and \"transforms.outbox.type\": \"io.debezium.transforms.outbox.EventRouter\"; if it is there, check its predicate" }, 5, NULL },
	{ "wrong-format", "connector", NULL,
		{ "Значение записи обёрнуто конвертером: \"value.converter\" должен быть org.apache.kafka.connect.storage.StringConverter; записи в прежнем виде останутся в топике",
		  "A converter wraps the record's value: \"value.converter\" must be org.apache.kafka.connect.storage.StringConverter; records in the old form stay in the topic" }, 5, NULL },
	{ "include-list", "connector", NULL,
		{ "Исправьте table.include.list: \"{table}\", и разверните конфигурацию снова",
		  "Put \"{table}\" into table.include.list and deploy the config again" }, 3, "table" },
	{ "include-list-mysql", "connector", NULL,
		{ "Исправьте table.include.list: \"{table}\", и разверните с snapshot.mode=recovery (истории схемы этой таблицы у коннектора нет), затем верните initial",
		  "Put \"{table}\" into table.include.list and deploy with snapshot.mode=recovery (the connector has no schema history of it), then put initial back" }, 4, "table" },
	{ "wrong-connector", "topic", NULL,
		{ "В топик пишет не тот коннектор: дайте каждому свой route.topic.replacement",
		  "Another connector writes to the topic: give each its own route.topic.replacement" }, 9, NULL },
	{ "not-arrived", "topic", NULL,
		{ "Строка записана, но до топика не дошла: проверьте table.include.list и журнал Connect",
		  "The row is written but did not reach the topic: check table.include.list and Connect's log" }, 9, NULL },
	{ "job-missing", "consumer", NULL,
		{ "Запустите задание: cdclab run {lesson} {step}",
		  "Submit the job: cdclab run {lesson} {step}" }, 6, "lesson step" },
	{ "job-lost", "consumer", NULL,
		{ "Запустите задание снова: cdclab run {lesson} {step}",
		  "Submit the job again: cdclab run {lesson} {step}" }, 6, "lesson step" },
	{ "job-old", "consumer", NULL,
		{ "Работает задание с другим кодом: выполните cdclab run {lesson} {step}, шаг заменит его",
		  "The job runs other code than the lesson's: cdclab run {lesson} {step} replaces it" }, 6, "lesson step" },
	{ "job-twice", "consumer", NULL,
		{ "Несколько заданий пишут в один топик. Отмените лишнее: curl -X PATCH 'localhost:8081/jobs/{job}?mode=cancel'",
		  "Several jobs write to one topic. Cancel the extra one: curl -X PATCH 'localhost:8081/jobs/{job}?mode=cancel'" }, 6, "job" },
	{ "job-failed", "consumer", NULL,
		{ "Исправьте причину и выполните шаг задания снова",
		  "Remove the cause, then run the job's step again" }, 9, "job" },
	{ "job-restarting", "consumer", NULL,
		{ "Flink перезапускает задание, пока не исчезнет причина. Устраните её или отмените задание: curl -X PATCH 'localhost:8081/jobs/{job}?mode=cancel'",
		  "Flink restarts the job until the cause is gone. Remove the cause, or cancel the job: curl -X PATCH 'localhost:8081/jobs/{job}?mode=cancel'" }, 9, "job" },
	{ "job-starting", "consumer", NULL,
		{ "Задание ещё не работает: подождите и повторите проверку",
		  "The job does not run yet: wait, then check again" }, 6, NULL },
	{ "job-second", "consumer", NULL,
		{ "Второе задание рядом с ним писало бы в тот же результат. Отмените его: curl -X PATCH 'localhost:8081/jobs/{job}?mode=cancel'",
		  "A second job beside it would write to the same result. Cancel it: curl -X PATCH 'localhost:8081/jobs/{job}?mode=cancel'" }, 6, "job" },
	{ "job-waits", "consumer", NULL,
		{ "Заданию не хватает слотов. Отмените ненужное задание (curl -X PATCH 'localhost:8081/jobs/ID?mode=cancel') или добавьте TaskManager",
		  "The job needs slots. Cancel a job that you don't need (curl -X PATCH 'localhost:8081/jobs/ID?mode=cancel'), or add a TaskManager" }, 9, "job" },
	{ "job-silent", "consumer", NULL,
		{ "Строки в топиках есть, в результате их нет: посмотрите исключения задания на localhost:8081",
		  "The rows are in the topics but not in the result: look at the job's exceptions at localhost:8081" }, 6, NULL },
	{ "load-missing", "database", NULL,
		{ "Нагрузки в таблице нет или она неполна: выполните шаги нагрузки",
		  "The load is not in the table, or not all of it: run the steps that write it" }, 0, NULL },
	{ "load-lost", "topic", NULL,
		{ "Часть строк ещё не дошла: посмотрите, работают ли оба коннектора и задание Flink (лаборатория урока 05)",
		  "Some rows have not arrived: see that both connectors and the Flink job of lesson 05's lab run" }, 0, NULL },
	{ "load-surplus", "consumer", NULL,
		{ "В результат пишет кто-то ещё, или строки удалили из таблиц: найдите лишнее задание на localhost:8081",
		  "Somebody else writes to the result, or rows were deleted from the tables: look for another job at localhost:8081" }, 0, NULL },
	{ "too-slow", "connector", NULL,
		{ "Конвейер ещё разбирает очередь или машина занята: повторите проверку, когда нагрузка пройдёт",
		  "The pipeline still works through its queue, or the machine is busy: check again when the load is over" }, 0, NULL },
	{ "not-tidy", "database", NULL,
		{ "Выполните запрос сами (psql, mysql) и посмотрите, что осталось",
		  "Run the query yourself (psql, mysql) and see what is left" }, 0, NULL },
	{ "series-wrong", "task", NULL,
		{ "Посмотрите на ряд в Prometheus (localhost:9090): исчезнувший ряд значит, что задача не работает",
		  "Look at the series in Prometheus (localhost:9090): one that vanished means a task that does not run" }, 7, NULL },
	{ "still-there", "lab", NULL,
		{ "Кто-то ещё держит это: посмотрите cdclab stack logs и повторите cdclab reset",
		  "Something still holds it: look at cdclab stack logs, then cdclab reset again" }, 0, NULL },
	{ "wrong-origin", "consumer", NULL,
		{ "[Так называет базу задание {job}: исправьте его константы или отмените его (curl -X PATCH 'localhost:8081/jobs/{job}?mode=cancel'). ]Константы source_database и топики таблиц-источников в коде задания должны соответствовать друг другу",
		  "[The job {job} names the database so: correct its constants, or cancel it (curl -X PATCH 'localhost:8081/jobs/{job}?mode=cancel'). ]The source_database constants and the topics of the source tables in the job's code must belong together" }, 6, "job" },
};
/* clang-format on */

const struct explanation *
explain_all(size_t *n)
{
	*n = ARRAY_LEN(table);
	return table;
}

bool
explain_matches(const struct explanation *e, const char *text, size_t len)
{
	const char *p = e->pattern;

	while (p && *p) {
		size_t n = strcspn(p, "|");

		if (memmem(text, len, p, n))
			return true;
		p += n + (p[n] == '|');
	}
	return false;
}

const struct explanation *
explain_text(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (explain_matches(&table[i], text, len))
			return &table[i];
	return NULL;
}

const struct explanation *
explain_id(const char *id)
{
	for (size_t i = 0; id && i < ARRAY_LEN(table); i++)
		if (!strcmp(table[i].id, id))
			return &table[i];
	return NULL;
}

bool
explain_takes(const struct explanation *e, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = e->args; p && *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		if (n == len && !memcmp(p, name, n))
			return true;
		p += n;
	}
	return false;
}

/* The bytes of {name} at s; 0: there is none. */
static size_t
placeholder(const char *s)
{
	size_t n = *s == '{' ? strspn(s + 1, "abcdefghijklmnopqrstuvwxyz") : 0;

	return n && s[n + 1] == '}' ? n + 2 : 0;
}

static const char *
value_of(const struct event *ev, const char *name, size_t len)
{
	for (int i = 0; i < EVENT_ARGS && ev->args[i].name; i++)
		if (strlen(ev->args[i].name) == len &&
			!memcmp(ev->args[i].name, name, len))
			return ev->args[i].value;
	return NULL;
}

/* Append the value of a placeholder, else its name; false: there is none. */
static bool
add_value(struct buf *out, const char *name, size_t len, const struct event *ev)
{
	const char *value = value_of(ev, name, len);

	if (value)
		buf_adds(out, value);
	else
		for (size_t i = 0; i < len; i++)
			buf_addc(out, (char)(name[i] - 'a' + 'A'));
	return value != NULL;
}

/* Append with placeholders filled; false: one of them has no value. */
static bool
fill(struct buf *out, const char *text, size_t len, const struct event *ev)
{
	bool whole = true;
	size_t n;

	for (const char *p = text; p < text + len; p += n) {
		n = placeholder(p);
		if (n && !add_value(out, p + 1, n - 2, ev))
			whole = false;
		if (n)
			continue;
		n = 1;
		buf_addc(out, *p);
	}
	return whole;
}

static void
fill_hint(struct buf *out, const char *hint, const struct event *ev)
{
	while (*hint) {
		size_t n = strcspn(hint, "[");
		const char *end = hint[n] ? strchr(hint + n, ']') : NULL;
		struct buf part = { 0 };

		if (!end)
			n = strlen(hint);
		fill(out, hint, n, ev);
		if (end &&
			fill(&part, hint + n + 1, (size_t)(end - hint) - n - 1,
				ev))
			buf_adds(out, buf_str(&part));
		buf_release(&part);
		hint = end ? end + 1 : hint + n;
	}
}

char *
explain_try(const struct event *ev, int lang)
{
	const struct explanation *e = explain_id(ev->explain);
	struct buf out = { 0 };

	if (!e)
		return ev->hint ? mem_strdup(ev->hint) : NULL;
	fill_hint(&out, e->hint[lang], ev);
	return buf_take(&out);
}
