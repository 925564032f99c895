"""What is expected of the tables, worked out from their words alone and in another way than the service does.

All that an opening asks is a set of words; what nobody knows of her and what she has are sets too. What is in
neither she misses. Levels of the CEFR are compared as words: `A1` stands before `B2` in any dictionary.
"""

from tests.services.employment.domain.made_up import TODAY, Row, words

PLAIN = (("EQF", "eqf"), ("hours", "hours"), ("city", "city"))


def expected(opening: Row, profile: Row) -> str:
    """The marks of one cell: `+` met, `-` missed, `?` nobody knows; `!` warns staff."""
    asked = _asked(opening)
    work = _work(opening, profile) if _needs(opening) else []
    unknown, has = _unknown(asked, profile), _has(opening, profile)
    marks = [f"{word}{'?' if word in unknown else '+' if word in has else '-'}" for word in asked]
    return " ".join([*work, *marks]) or "·"


def _asked(opening: Row) -> list[str]:
    languages = [each.split()[0] for each in words(opening["languages"])]
    return [*languages, *words(opening["skills"]), *(word for column, word in PLAIN if opening[column] != "-")]


def _unknown(asked: list[str], profile: Row) -> set[str]:
    spoken = {each.split()[0] for each in words(profile["languages"])}
    unknown = {word for word in asked if len(word) == 2 and word not in spoken}
    unknown |= {word for column, word in PLAIN if profile[column] in ("-", "?")}
    return unknown | (set(asked) - {word for _, word in PLAIN} - spoken if profile["skills"] == "?" else set())


def _has(opening: Row, profile: Row) -> set[str]:
    level = dict(each.split() for each in words(profile["languages"]))
    least = (each.split() for each in words(opening["languages"]))
    has = {language for language, asked in least if asked <= level.get(language, "") <= "C2"}
    has |= set(words(profile["skills"])) & set(words(opening["skills"]))
    has |= {"eqf"} if profile["EQF"] >= opening["EQF"] else set()
    has |= {"hours"} if profile["hours"] >= f"{opening['hours']:>02}" else set()
    return has | ({"city"} if profile["city"].title() == opening["city"] else set())


def _needs(opening: Row) -> bool:
    return opening["entitlement"] == "yes" or (opening["kind"], opening["entitlement"]) == ("job", "-")


def _work(opening: Row, profile: Row) -> list[str]:
    first = max(opening["starts"], TODAY.isoformat())
    match profile["entitled"], profile["until"]:
        case "?", _:
            return ["work?"]
        case _, until if until[0] == "2" and until < TODAY.isoformat():
            return ["!ended"]
        case "no", _:
            return ["!absent"]
        case _, until if until[0] == "2" and until < first:
            return ["!before"]
    return ["work+"]
