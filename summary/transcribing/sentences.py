"""What is said about lost parcels, for the small recogniser's language model: sentences as people speak them.

Small letters, no signs, numbers as words. More sentences make more words known, and each of them less sure.
"""

from collections.abc import Iterator, Mapping

_DIGITS = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
}
_SAID = {
    "en": """
good morning
good afternoon
hello my name is
thank you for calling
thank you very much
do not worry let me find out for you
my parcel has not arrived
my parcel is lost
where is my parcel
the parcel left the warehouse last week
the parcel was delivered to a neighbour
nobody rang the bell
the tracking number is
my tracking number is
the order number is
my phone number is
the flat number is
the house number is
the number is
the address is correct
the address is not complete
the parcel is held in customs
the carrier says it was delivered
i did not receive it
i have waited for two weeks
i have been waiting for ten days
it was a present for my mother
i want my money back
please send it again
we will send it again
we will refund you
we will refund thirty euros
i will refund twenty euros today
you will get fifty euros back
it cost forty euros
it was worth sixty euros
i will ask the carrier today
i will call you back on monday
i will call you back on tuesday
i will call you back on wednesday
i will call you back on thursday
i will call you back by friday
can you hear me
one moment please
i can see your parcel
it was scanned in the depot
it should arrive on monday
it should arrive tomorrow
is that all right
yes that is all right
no that is not right
i am sorry about that
have a nice day
goodbye
""",
    "es": """
hola
hola buenos días
buenas tardes
muchas gracias
gracias por llamar
no se preocupe
mi paquete no ha llegado
mi paquete está perdido
dónde está mi paquete
nadie me dice dónde está
el paquete salió hace dos meses
el paquete salió hace tres semanas
el número de seguimiento es
mi número de seguimiento es
el número de pedido es
mi teléfono es
mi número es
el número del piso es
la dirección es correcta
la dirección no está completa
el paquete está en la aduana
el transportista dice que fue entregado
no lo he recibido
era un regalo para mi madre
quiero mi dinero
quiero que me devuelvan el dinero
no quiero dinero
envíenlo otra vez
vamos a enviarlo otra vez
le devolvemos treinta euros
le devolvemos veinte euros
costó cuarenta euros
costó sesenta euros
voy a preguntar hoy
le llamo el lunes
le llamo el martes
le llamo el viernes
le llamaré el viernes
me oye bien
un momento por favor
sí está bien
no está bien
lo siento mucho
adiós
""",
}
_BEFORE_DIGITS = {"en": "is", "es": "es"}

SENTENCES: Mapping[str, tuple[str, ...]]
"""By language."""


def _digits(language: str) -> Iterator[str]:
    """Any digit may follow any other, and begin or end: a number is nobody's sentence."""
    digits = _DIGITS[language]
    for one in digits:
        yield f"{_BEFORE_DIGITS[language]} {one}"
        for other in digits:
            yield f"{one} {other}"


SENTENCES = {
    language: (*filter(None, map(str.strip, said.splitlines())), *_digits(language)) for language, said in _SAID.items()
}
