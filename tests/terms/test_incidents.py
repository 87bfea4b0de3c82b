"""What an incident names, and how its history says so (contract M7)."""

from terms.incidents import not_named_yet, words_of_addition


def test_what_is_named_already_is_not_named_again() -> None:
    assert not_named_yet(["biz_1", "env_2"], ["env_3", "biz_1", "env_3", "usr_4"]) == ["env_3", "usr_4"]
    assert not_named_yet(["biz_1"], ["biz_1"]) == []


def test_the_history_tells_which_ids_an_addition_brought() -> None:
    assert words_of_addition("Hallado", ["biz_1", "env_2"], 7) == "Hallado\n+2: biz_1 env_2"
    many = [f"env_{number}" for number in range(51)]
    assert words_of_addition("Hallado", many, 7) == "Hallado\n+51: env_0 … env_50 (n.º 8–58)"
