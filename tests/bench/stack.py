"""stack.py - from nothing, and from data that is there, to servers that answer."""
from room import say, spread

FOUR = ["postgres", "mysql", "kafka", "connect"]
AIM = "0.80, at most 1.00"


def rival_turn(rival):
    rival.down(wipe=True)
    took = {"cold": rival.up()}
    took["all"] = took["cold"] + rival.flink()
    rival.down()
    took["warm"] = rival.up()
    rival.down(wipe=True)
    return took


def our_turn(ours):
    took = {}
    ours.down(wipe=True)
    ours.forget_pristine()
    took["first"] = ours.up(*FOUR)
    ours.down(wipe=True)
    took["cold"] = ours.up(*FOUR)
    ours.down()
    took["warm"] = ours.up(*FOUR)
    took["again"] = ours.up(*FOUR)
    ours.down(wipe=True)
    took["all"] = ours.up()
    ours.down(wipe=True)
    return took


def figure(room):
    ours, rival = room.ours, room.rival
    pairs = []
    for i in range(room.args.pairs):
        # the one that goes first takes turns as well
        order = [(ours, our_turn), (rival, rival_turn)][:: 1 if i % 2 else -1]
        took = {side.name: turn(side) for side, turn in order}
        pairs.append((took[ours.name], took[rival.name]))
        for name, figures in took.items():
            room.note("stack", pair=i + 1, side=name, **figures)
    rows(room, pairs)


def rows(room, pairs):
    def row(name, ours, rival, aim):
        against = [(a[ours], b[rival]) for a, b in pairs]
        room.row(name, "stack", spread([a for a, b in against]) + " s", spread([b for a, b in against]) + " s",
                 spread([a / b for a, b in against]), aim)

    say("")
    row("`stack up` of four, cold: data wiped, parts there", "cold", "cold", AIM)
    row("the same, warm: data there", "warm", "warm", AIM)
    row("the same, the very first start: data directories are made, not copied", "first", "cold", "")
    row("`stack up` of everything, cold (rival: `up.sh`, then `flink.sh`; no Prometheus)", "all", "all", "")
    room.row("`stack up` of four that are up", "stack", spread([a["again"] for a, b in pairs]) + " s", "", "", "1 s")
