"""lessons.py - made lessons of a size: the same bytes every time, with every construct that a lesson has."""
import random

FIRST, LAST = "FIRSTMARK-A1", "LASTMARK-Z9"
WORD, TARGET = "quokkafact", "TARGETLINE-Q7"  # once, in the middle: what is searched for, and what its line has beside it
FRONT = """---
title: "Урок длиной в %d КБ"
description: "Сделан для измерений"
order: 1
difficulty: "advanced"
estimatedTime: 45
topics: ["Kafka"]
prerequisites: []
---

import Callout from '../../components/Callout.tsx';

# Урок для измерений

%s

"""
WHO = ("коннектор", "слот репликации", "брокер", "таблица outbox", "снимок таблицы", "потребитель", "задание PyFlink", "журнал предзаписи")
DOES = ("читает", "записывает", "подтверждает", "повторяет", "сравнивает", "восстанавливает", "публикует", "ожидает")
WHAT = ("изменения из базы", "событие в топик `orders.events`", "позицию LSN", "**новое значение** поля", "параметр `plugin.name`",
        "заголовки [сообщения](https://kafka.apache.org/)", "ключ агрегата", "метрику *lag_ms*")
WHY = ("поэтому порядок внутри ключа сохраняется", "даже если процесс был перезапущен", "без блокировки рабочей нагрузки",
       "как только освободится слот", "что видно в журнале Connect", "и не зависит от часового пояса")
SQL = """```sql title="sql/table-%d.sql"
-- таблица исходящих событий
CREATE TABLE outbox_%d (
    id      UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    type    VARCHAR(255) NOT NULL,
    payload JSONB NOT NULL
);
```"""
MERMAID = """```mermaid
flowchart LR
  P%d[(PostgreSQL)] -->|WAL| C[Connect]
  M[(MySQL)] -->|binlog| C
  C --> K{{Kafka}}
  K -.-> F[Flink %d]
```"""
PYTHON = """```python
def build(env, topic="orders.%d"):
    # один поток событий
    env.execute_sql(f"CREATE TABLE src_%d (id STRING) WITH ('topic' = '{topic}')")
```"""
JSON = """```json title="connectors/orders-%d.json"
{
  "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
  "database.port": "%d",
  "transforms.outbox.route.topic.replacement": "outbox.event.${routedByValue}"
}
```"""


class Writer:
    def __init__(self, size):
        self.random = random.Random(size)
        self.number = 0

    def sentence(self):
        pick = self.random.choice
        words = "%s %s %s, %s." % (pick(WHO), pick(DOES), pick(WHAT), pick(WHY))
        return words[0].upper() + words[1:]

    def prose(self, least=2, most=6):
        return " ".join(self.sentence() for _ in range(self.random.randint(least, most)))

    def code(self):
        self.number += 1
        return self.random.choice((SQL, JSON, PYTHON, MERMAID)) % (self.number, self.number)

    def bullets(self):
        return "\n".join("- %s\n  1. %s" % (self.sentence(), self.sentence()) for _ in range(self.random.randint(2, 4)))

    def table(self):
        rows = ["| `%s` | %s | %d |" % (self.random.choice(("slot.name", "server.id", "snapshot.mode")), self.random.choice(WHO),
                                        self.random.randint(1, 60000)) for _ in range(self.random.randint(3, 6))]
        return "\n".join(["| Параметр | Кому | Значение |", "|---|:---|---:|", *rows])

    def tasks(self):
        return "\n".join("- [ ] %s" % self.sentence() for _ in range(self.random.randint(2, 4)))

    def callout(self):
        return '<Callout type="tip" title="Совет">\n\n%s\n\n</Callout>' % self.prose(1, 2)

    def section(self):
        self.number += 1
        kinds = (self.prose, self.code, self.bullets, self.table, self.tasks, self.callout)
        parts = ["## %d. %s" % (self.number, self.random.choice(WHO).capitalize()), self.prose()]
        parts += [kind() for kind in self.random.choices(kinds, weights=(5, 4, 2, 2, 1, 1), k=self.random.randint(4, 8))]
        return "\n\n".join(parts) + "\n\n"


def make(size):
    writer = Writer(size)
    parts = [FRONT % (size // 1024, FIRST), writer.prose() + "\n\n"]
    length = sum(len(part.encode()) for part in parts)
    searched = "%s %s\n\n" % (WORD, TARGET)
    while length < size:
        parts.append(writer.section())
        length += len(parts[-1].encode())
        if searched and length >= size // 2:
            parts.append(searched)
            searched = ""
    return "".join(parts) + LAST + "\n"
