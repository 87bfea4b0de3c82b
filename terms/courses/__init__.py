"""Courses for the holder's staff (contract P5), versioned like texts: a published file is never changed.

A version is a text per language, `{course}/{version}.{language}.md`, and its questions with the right
answers, `{course}/{version}.toml`. A new version asks nothing of who was trained by an earlier one: it is
taken when that training ends.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = ("es", "en")


class Course(StrEnum):
    """A course that everyone on the staff takes."""

    DATA_PROTECTION = "data-protection"


@dataclass(frozen=True)
class Option:
    """One possible answer, by language."""

    code: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """A question, by language, its options, and the code of the right one."""

    code: str
    words: Mapping[str, str]
    options: tuple[Option, ...]
    right: str


@dataclass(frozen=True)
class CourseText:
    """A version of a course in one language; `sha256` covers text and questions, as in their files."""

    course: Course
    version: str
    language: str
    title: str
    body: str
    questions: tuple[Question, ...]
    sha256: str

    @property
    def key(self) -> Mapping[str, str]:
        """Question → code of its right answer."""
        return {question.code: question.right for question in self.questions}


def _load() -> Mapping[tuple[Course, str, str], CourseText]:
    loaded = {}
    for course in Course:
        folder = files(__name__).joinpath(course.value)
        for file in folder.iterdir():
            if not file.name.endswith(".toml"):
                continue
            version, asked = file.name.removesuffix(".toml"), file.read_bytes()
            for language in LANGUAGES:
                written = folder.joinpath(f"{version}.{language}.md").read_bytes()
                loaded[course, version, language] = _parse(course, version, language, written, asked)
    return MappingProxyType(loaded)


def _parse(course: Course, version: str, language: str, written: bytes, asked: bytes) -> CourseText:
    heading, _, body = written.decode().partition("\n\n")
    return CourseText(
        course,
        version,
        language,
        heading.removeprefix("# "),
        body,
        tuple(_question(table) for table in tomllib.loads(asked.decode())["questions"]),
        hashlib.sha256(written + asked).hexdigest(),
    )


def _question(table: Mapping[str, object]) -> Question:
    options = table["options"]
    if not isinstance(options, list):
        raise TypeError("a question without options")
    return Question(
        str(table["code"]),
        {name: str(table[name]) for name in LANGUAGES},
        tuple(Option(str(one["code"]), {name: str(one[name]) for name in LANGUAGES}) for one in options),
        str(table["right"]),
    )


_COURSES = _load()


def versions(course: Course) -> tuple[str, ...]:
    """Versions of a course, oldest first."""
    return tuple(sorted({version for of, version, _ in _COURSES if of is course}))


def current_course(course: Course, language: str) -> CourseText:
    """The newest version. Raises `KeyError` for a language without texts."""
    return _COURSES[course, versions(course)[-1], language]
