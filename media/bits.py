"""Reads fields that end where no byte does, as the headers of codecs have them."""


class TooShort(Exception):  # noqa: N818 (reads as the finding it is)
    """There are fewer bits than were asked for."""


class Bits:
    """From the first bit of the first byte on. Every method raises TooShort."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> int:
        """So many bits as a number, the highest first."""
        end = self._at + count
        if end > 8 * len(self._data):
            raise TooShort
        first, last = self._at // 8, (end + 7) // 8
        value = int.from_bytes(self._data[first:last], "big") >> (8 * last - end)
        self._at = end
        return value & ((1 << count) - 1)

    def flag(self) -> bool:
        """One bit."""
        return self.take(1) == 1

    def golomb(self) -> int:
        """An unsigned Exp-Golomb code (ITU-T H.264, section 9.1); TooShort also for more than 32 bits."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > 32:
                raise TooShort
        return (1 << zeros) - 1 + self.take(zeros)

    def signed_golomb(self) -> int:
        """A signed one (section 9.1.1)."""
        code = self.golomb()
        return (code + 1) // 2 if code % 2 else -(code // 2)
