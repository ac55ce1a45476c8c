# A job like the course's, submitted while the image is built, to nobody: by the time it finds no cluster, the client has loaded all that it
# needs, and what it has loaded is kept (-XX:ArchiveClassesAtExit) for the next one to start from.
from pyflink.table import EnvironmentSettings, TableEnvironment

t = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
columns = "id BIGINT, amount DECIMAL(10, 2), made TIMESTAMP(3)"
server = "'properties.bootstrap.servers' = 'localhost:9'"
for name in ("a", "b"):
    t.execute_sql(f"""CREATE TABLE {name} ({columns}, PRIMARY KEY (id) NOT ENFORCED) WITH ({server}, 'connector' = 'kafka', 'topic' = '{name}',
        'scan.startup.mode' = 'earliest-offset', 'format' = 'debezium-json', 'debezium-json.schema-include' = 'false')""")
t.execute_sql(f"""CREATE TABLE c ({columns}, source STRING, PRIMARY KEY (source, id) NOT ENFORCED) WITH ({server},
    'connector' = 'upsert-kafka', 'topic' = 'c', 'key.format' = 'json', 'value.format' = 'json')""")
t.execute_sql("INSERT INTO c SELECT *, 'a' FROM a UNION ALL SELECT *, 'b' FROM b")
