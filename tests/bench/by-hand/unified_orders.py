"""unified_orders.py JAR BROKER - the lesson's query, once over both topics, printed.

The tables are bounded by the end of the topics, so the script ends.
"""
import sys

from pyflink.table import EnvironmentSettings, TableEnvironment

jar, broker = sys.argv[1:]
env = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
config = env.get_config()
config.set("pipeline.jars", "file://" + jar)
config.set("parallelism.default", "1")
for database in ("postgres", "mysql"):
    env.execute_sql(f"""
        CREATE TABLE orders_{database}_cdc (
            order_id BIGINT,
            customer_id BIGINT,
            total_amount DECIMAL(10, 2),
            created_at TIMESTAMP(3),
            PRIMARY KEY (order_id) NOT ENFORCED
        ) WITH (
            'connector' = 'kafka',
            'topic' = 'outbox.event.{database}.orders',
            'properties.bootstrap.servers' = '{broker}',
            'scan.startup.mode' = 'earliest-offset',
            'scan.bounded.mode' = 'latest-offset',
            'format' = 'debezium-json',
            'debezium-json.schema-include' = 'false'
        )""")
env.execute_sql("""
    CREATE VIEW unified_orders AS
    SELECT *, 'postgresql' AS source_database FROM orders_postgres_cdc
    UNION ALL
    SELECT *, 'mysql' AS source_database FROM orders_mysql_cdc""")
env.execute_sql("SELECT * FROM unified_orders").print()
