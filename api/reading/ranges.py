"""Which bytes of a file a request wants (RFC 9110, section 14), so that a download can be taken up again."""

import re
from dataclasses import dataclass

from starlette.requests import Request

from api.problems.kinds import Kind
from api.problems.problem import Problem

_ONE_RANGE = re.compile(r"bytes=[ \t]*(\d{0,20})-(\d{0,20})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """Bytes from `begin` to `end`, exclusive, of a file of `size`; `partial` when the request named them."""

    begin: int
    end: int
    size: int
    partial: bool

    @property
    def status(self) -> int:
        """Of the answer."""
        return 206 if self.partial else 200

    @property
    def headers(self) -> dict[str, str]:
        """That say which part the answer is."""
        lengths = {"Accept-Ranges": "bytes", "Content-Length": str(self.end - self.begin)}
        whence = {"Content-Range": f"bytes {self.begin}-{self.end - 1}/{self.size}"} if self.partial else {}
        return lengths | whence


def wanted_part(request: Request, size: int, tag: str) -> Part:
    """The part that a GET wants of a file with this strong entity tag.

    The whole file without `Range`, for one in another unit, malformed or of several parts, and when
    `If-Range` names another version. Raises 416 for a range that begins beyond the end.
    """
    whole = Part(0, size, size, partial=False)
    named = _ONE_RANGE.fullmatch(request.headers.get("range", ""))
    if request.method != "GET" or named is None or request.headers.get("if-range", tag) != tag:
        return whole
    first, last = named.groups()
    if not first and not last:
        return whole
    begin = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if first and last and int(last) < int(first):
        return whole
    if begin >= size:
        raise Problem(Kind.RANGE_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{size}"})
    return Part(begin, end, size, partial=True)
