"""What people read, in their language, and how a failure is told."""

import os
import sys
import time

RU = {
    "{what}: {why}": "{what}: {why}",
    "parts: try: {hint}": "части: что делать: {hint}",
    "parts: {text}": "части: {text}",
    "packing {part} ({size} MB)": "упаковываю {part} ({size} МБ)",
    "{file} is written: {size} MB, for {machine} machines": "{file} записан: {size} МБ, для машин {machine}",
    "{file} cannot be written: {why}": "{file} нельзя записать: {why}",
    "another place for the bundle, or room there": "другое место для набора, или освободите место",
    "there is no {program}": "нет программы {program}",
    "install {program}": "установите {program}",
    "{file}: {why}: no bundle of cdclab": "{file}: {why}: это не набор cdclab",
    "a file that cdclab stack bundle wrote, a directory with its files, or the address that cdclab stack serve showed":
        "файл, записанный cdclab stack bundle, каталог с его файлами или адрес, который показал cdclab stack serve",
    "{source} does not have {name}": "в {source} нет {name}",
    "{source} is cut: {name} ends after {have} of {size} bytes": "{source} обрезан: {name} кончается на {have} из {size} байт",
    "copy it again; the whole file has {size} bytes": "скопируйте его снова; целый файл содержит {size} байт",
    "copy it again": "скопируйте его снова",
    "{source} is for {theirs} machines, this one is {ours}": "{source} для машин {theirs}, а эта {ours}",
    "a bundle that was written on such a machine": "набор, записанный на такой машине",
    "{part}: {source} has another version of it than this cdclab needs": "{part}: в {source} не та версия, которая нужна этому cdclab",
    "a bundle that was written by the same cdclab, or without --from": "набор, записанный таким же cdclab, или без --from",
    "{part}: wrong checksum: expected sha256 {expected}, got {got}; once more": "{part}: неверная контрольная сумма: ожидалась sha256 {expected}, получена {got}; ещё раз",
    "{part}: wrong checksum, twice: expected sha256 {expected}, got {got}; it was thrown away":
        "{part}: контрольная сумма неверна дважды: ожидалась sha256 {expected}, получена {got}; файл выброшен",
    "copy or serve the bundle anew; do not use this one": "скопируйте или раздайте набор заново; этот не используйте",
    "{part}: {name} in the bundle {why}; nothing of this part is used": "{part}: {name} в наборе {why}; из этой части ничего не используется",
    "a bundle from somebody you know": "набор от того, кого вы знаете",
    "leaves its directory": "выходит за пределы своего каталога",
    "is a link that leaves its directory": "ссылка за пределы своего каталога",
    "lies behind a link": "лежит за ссылкой",
    "is neither a file nor a directory": "не файл и не каталог",
    "is there twice": "встречается дважды",
    "is larger than the bundle says": "больше, чем сказано в наборе",
    "cannot be unpacked: {why}": "не распаковывается: {why}",
    "{part}: {why}": "{part}: {why}",
    "{dir} has {free} MB free, the parts take {need}": "в {dir} свободно {free} МБ, частям нужно {need}",
    "{part}: no room left on the disk of {dir}": "{part}: на диске с {dir} не осталось места",
    "room there; what is whole stays, so run it again": "освободите место и повторите; что цело, останется",
    "fetching {part} from {source} ({size} MB)": "беру {part} из {source} ({size} МБ)",
    "{part} {have} of {size} MB": "{part} {have} из {size} МБ",
    "{source} does not answer: {why}": "{source} не отвечает: {why}",
    "again, when it is served there; what has come is kept": "повторите, когда раздача снова идёт; полученное сохранено",
    "{at}: {why}: cannot serve there": "{at}: {why}: раздавать там нельзя",
    "an address of this machine (ip -br address lists them) and a free port: ADDRESS:PORT":
        "адрес этой машины (их покажет ip -br address) и свободный порт: АДРЕС:ПОРТ",
    "\"{time}\" is no time": "\"{time}\": это не время",
    "30m or 2h": "30m или 2h",
    "serving the parts at {url}, read-only; ends after {time} without a request, or with Ctrl-C":
        "раздаю части по адресу {url}, только для чтения; закончу после {time} без запросов или по Ctrl-C",
    "on the other laptops: cdclab stack fetch --from {url}": "на других ноутбуках: cdclab stack fetch --from {url}",
    "{client}: {name}, {size} MB": "{client}: {name}, {size} МБ",
    "{client}: {name}, left after {have} of {size} MB": "{client}: {name}, прервано на {have} из {size} МБ",
    "nobody asked for {time}: not serving any more": "{time} никто не запрашивал: раздача окончена",
}


def russian():
    said = [os.environ.get(name) for name in ("CDCLAB_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    return next((word for word in said if word), "ru").startswith("ru")


def _(text):
    return RU[text] if russian() else text


class Trouble(Exception):
    """(what is wrong, what to try)"""


def say(text):
    print(_("parts: {text}").format(text=text), flush=True)


def complain(what, hint):
    print(_("parts: {text}").format(text=what), file=sys.stderr)
    if hint:
        print(_("parts: try: {hint}").format(hint=hint), file=sys.stderr)


def mega(size):
    return max(1, round(size / 1e6))


class Progress:
    """A line every 5 s while something goes on."""

    def __init__(self, part, size):
        self.part, self.size, self.shown = part, size, time.monotonic()

    def at(self, have):
        if time.monotonic() - self.shown >= 5:
            self.shown = time.monotonic()
            say(_("{part} {have} of {size} MB").format(part=self.part, have=mega(have), size=mega(self.size)))
