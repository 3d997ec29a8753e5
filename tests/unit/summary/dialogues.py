"""The same call in eight languages: a worried customer, a number, an offer refused, one taken, a promise.

On Monday, 23 November 2026, at ten; the refund is 45 of the currency, and the call back on Friday.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from signaling.protocol.words import Role
from summary.material import CaseFact, Line, Material

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
A, C = Role.AGENT, Role.CUSTOMER


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Lines in the fixed order: worry, number, voucher, no, refund, yes, photo, call back, question, thanks."""

    language: str
    currency: str
    lines: tuple[str, ...]


SPEAKERS = (C, C, A, C, A, C, C, A, C, C)

DIALOGUES = (
    Dialogue(
        "en", "EUR",
        (
            "I am really worried, my parcel was due two weeks ago.",
            "The number is R R four seven three one two four eight two nine C N.",
            "I can offer you a voucher of 10 euros as compensation.",
            "No, I don't accept that.",
            "I understand. Then we refund you forty five euros.",
            "Okay, I agree.",
            "I have a photo of the invoice here.",
            "Don't worry, I'll call you back by Friday.",
            "Will customs send it back to the shop?",
            "Thank you, that is kind.",
        ),
    ),
    Dialogue(
        "es", "EUR",
        (
            "Estoy muy preocupada, mi paquete tenía que llegar hace dos semanas.",
            "El número es R R cuatro siete tres uno dos cuatro ocho dos nueve C N.",
            "Puedo ofrecerle un vale de 10 euros como compensación.",
            "No, no lo acepto.",
            "La entiendo. Entonces le reembolsamos cuarenta y cinco euros.",
            "Vale, de acuerdo.",
            "Aquí tengo una foto de la factura.",
            "No se preocupe, la llamaré antes del viernes.",
            "¿La aduana lo devolverá a la tienda?",
            "Gracias, muy amable.",
        ),
    ),
    Dialogue(
        "zh", "CNY",
        (
            "我很担心，我的包裹两个星期前就应该到了。",
            "单号是RR473124829CN。",
            "我可以给您一张10元的优惠券作为补偿。",
            "不行，我不接受。",
            "我理解。那我们退款四十五元给您。",
            "好的，我同意。",
            "我这里有发票的照片。",
            "别担心，我会在周五前给您回电话。",
            "海关会把它退给商店吗？",
            "谢谢您。",
        ),
    ),
    Dialogue(
        "fr", "EUR",
        (
            "Je suis très inquiète, mon colis devait arriver il y a deux semaines.",
            "Le numéro est R R quatre sept trois un deux quatre huit deux neuf C N.",
            "Je peux vous proposer un bon d'achat de 10 euros en dédommagement.",
            "Non, je n'accepte pas.",
            "Je comprends. Alors nous vous remboursons quarante-cinq euros.",
            "Très bien, d'accord.",
            "J'ai ici une photo de la facture.",
            "Ne vous inquiétez pas, je vous rappellerai avant vendredi.",
            "La douane va-t-elle le renvoyer à la boutique ?",
            "Merci, c'est gentil.",
        ),
    ),
    Dialogue(
        "de", "EUR",
        (
            "Ich bin wirklich besorgt, mein Paket sollte vor zwei Wochen ankommen.",
            "Die Nummer ist R R vier sieben drei eins zwei vier acht zwei neun C N.",
            "Ich kann Ihnen einen Gutschein über 10 Euro anbieten.",
            "Nein, das lehne ich ab.",
            "Das verstehe ich. Dann erstatten wir Ihnen fünfundvierzig Euro.",
            "Gut, einverstanden.",
            "Ich habe hier ein Foto der Rechnung.",
            "Machen Sie sich keine Sorgen, ich rufe Sie bis Freitag an.",
            "Schickt der Zoll es an den Laden zurück?",
            "Danke, sehr freundlich.",
        ),
    ),
    Dialogue(
        "pt-BR", "BRL",
        (
            "Estou muito preocupada, meu pacote era para chegar há duas semanas.",
            "O número é R R quatro sete três um dois quatro oito dois nove C N.",
            "Posso oferecer um cupom de 10 reais como compensação.",
            "Não, não aceito.",
            "Entendo. Então devolvemos o dinheiro, quarenta e cinco reais.",
            "Tudo bem, aceito.",
            "Tenho aqui uma foto da nota fiscal.",
            "Não se preocupe, vou ligar para a senhora até sexta-feira.",
            "A alfândega vai devolver para a loja?",
            "Obrigada, muito gentil.",
        ),
    ),
    Dialogue(
        "ru", "RUB",
        (
            "Я очень волнуюсь, моя посылка должна была прийти две недели назад.",
            "Номер RR 473 124 829 CN.",
            "Могу предложить вам купон на 10 рублей в качестве компенсации.",
            "Нет, я не согласна.",
            "Понимаю. Тогда оформим возврат сорок пять рублей.",
            "Хорошо, согласна.",
            "У меня здесь фотография чека.",
            "Не волнуйтесь, я перезвоню вам до пятницы.",
            "Таможня отправит её обратно в магазин?",
            "Спасибо, вы очень добры.",
        ),
    ),
    Dialogue(
        "ar", "USD",
        (
            "أنا قلقة جدا، كان من المفترض أن يصل الطرد قبل أسبوعين.",
            "الرقم هو RR473124829CN.",
            "يمكنني أن أقدم لك قسيمة بقيمة 10 دولار كتعويض.",
            "لا، أرفض ذلك.",
            "أتفهم ذلك. إذن استرداد المبلغ، خمسة وأربعون دولارا.",
            "حسنا، موافقة.",
            "لدي هنا صورة الفاتورة.",
            "لا تقلقي، سأتصل بك قبل يوم الجمعة.",
            "هل ستعيده الجمارك إلى المتجر؟",
            "شكرا لك.",
        ),
    ),
)  # fmt: skip


def material(dialogue: Dialogue, *, zone: str = "Europe/Madrid", now: datetime = NOW) -> Material:
    """As the call's rows have it: spoken, the number on the case."""
    lines = tuple(
        Line("transcript", f"u{number}", now + timedelta(seconds=10 * number), who, dialogue.language, text)
        for number, (who, text) in enumerate(zip(SPEAKERS, dialogue.lines, strict=True))
    )
    return Material(
        language="en", noted_at=now + timedelta(minutes=5), lines=lines, time_zone=zone,
        case=(CaseFact("tracking_number", "RR473124829CN"), CaseFact("stage", "facts_checked")),
        usual_currency=dialogue.currency,
    )  # fmt: skip
