#!/usr/bin/env python3
"""reference.py SCHEMA: every key that a lab.json may have, as Markdown."""
import json
import sys

HEAD = """# Every key of lab.json

Made from `lab.schema.json` by `make update-reference`. How a lab is written, with a whole one to begin with, is in [README.md](README.md). A key marked * is required.
"""
# What is an object, in the order in which an author meets it.
SECTIONS = [
    ("step", "A step"),
    ("action", "What a step does"),
    ("undo", "What takes it back"),
    ("check", "A check"),
    ("expectation", "What a check expects"),
    ("fault", "A fault"),
    ("drill", "A drill"),
    ("symptom", "The symptom of a drill"),
    ("prediction", "A prediction"),
    ("measure", "What is measured"),
    ("canary", "A canary"),
    ("flow", "A flow"),
    ("hop", "A hop of a flow"),
    ("load", "A load"),
    ("record", "A record"),
]
WORDS = {"string": "text", "array": "list", "boolean": "true or false", "integer": "number"}
# What several of these have, told once.
SHARED = ["question", "statement", "where", "facts", "explanation"]


class Reference:
    def __init__(self, schema):
        self.schema = schema
        self.lines = []

    def whole(self, part):
        """The part with what it refers to; its own keys win."""
        if "$ref" not in part:
            return part
        named = self.whole(self.schema["$defs"][part["$ref"].rsplit("/", 1)[1]])
        return {**named, **{k: v for k, v in part.items() if k != "$ref"}}

    def link(self, part):
        """A link to the section of what the part refers to, or None."""
        name = part.get("$ref", "").rsplit("/", 1)[-1]
        for key, title in SECTIONS:
            if key == name:
                return f"[{title.lower()}](#{title.lower().replace(' ', '-')})"
        return f"[{name}](#{name})" if name in SHARED else None

    def allowed(self, part):
        """What may stand there, in a few words."""
        if self.link(part):
            return self.link(part)
        said = self.whole(part)
        if "enum" in said:
            return ", ".join(f"`{word}`" for word in said["enum"])
        if said.get("type") == "array":
            return f"list of {self.allowed(said['items'])}"
        if "oneOf" in said:
            return "; ".join(self.allowed(one) for one in said["oneOf"])
        if said.get("type") == "integer" and "minimum" in said:
            return f"{said['minimum']} to {said['maximum']}"
        if said.get("type") == "object" and "properties" in said:
            return ", ".join(f"`{key}`: {self.allowed(value)}" for key, value in said["properties"].items())
        if said.get("type") == "object":
            return f"names with {self.allowed(said['additionalProperties'])}"
        kinds = said.get("type")
        words = [WORDS.get(kind, kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]
        return " or ".join(words)

    def table(self, said):
        self.lines += ["| key | what it says | what may stand there |", "|---|---|---|"]
        for key, part in said["properties"].items():
            star = "*" if key in said.get("required", []) else ""
            text = self.whole(part)["description"]
            allowed = self.allowed(part)
            self.lines.append(f"| `{key}`{star} | {text} | {allowed} |".replace("[...]", "`[...]`"))
        self.lines.append("")

    def section(self, part, title, level):
        said = self.whole(part)
        self.lines += [f"{'#' * level} {title}", ""]
        if "description" in said:
            self.lines += [said["description"], ""]
        if "enum" in said:
            self.lines += [", ".join(f"`{word}`" for word in said["enum"]) + ".", ""]
        if "properties" in said:
            self.table(said)
        for one in said.get("oneOf", []):
            self.section(one, f"`{self.whole(one)['required'][0]}`", level + 1)

    def text(self):
        self.section({k: v for k, v in self.schema.items() if k != "description"}, "lab.json", 2)
        for name, title in SECTIONS:
            self.section(self.schema["$defs"][name], title, 2)
        for name in SHARED:
            self.section(self.schema["$defs"][name], name, 2)
        return HEAD + "\n" + "\n".join(self.lines).rstrip() + "\n"


with open(sys.argv[1], encoding="utf-8") as file:
    sys.stdout.write(Reference(json.load(file)).text())
