"""What happened to her, said to her: a sentence in six languages for each kind of event that she would tell of."""

from typing import Any, Final

from services.pathway.web.subject_words import SPOKEN, about, listed, said

HAPPENED: Final[dict[str, tuple[str, str, str, str, str, str]]] = {
    "ReferralReceived": (
        "you were put in contact",
        "te pusieron en contacto",
        "et van posar en contacte",
        "sei stata messa in contatto",
        "vous avez été mise en contact",
        "جرى وصلكِ بهذه الجهة",
    ),
    "IntakeStarted": (
        "you came for the first time",
        "viniste por primera vez",
        "vas venir per primera vegada",
        "sei venuta per la prima volta",
        "vous êtes venue pour la première fois",
        "حضرتِ للمرة الأولى",
    ),
    "RightsInformationGiven": (
        "you were told about your rights",
        "te informaron de tus derechos",
        "et van informar dels teus drets",
        "sei stata informata sui tuoi diritti",
        "on vous a informée de vos droits",
        "جرى إعلامكِ بحقوقكِ",
    ),
    "ConsentGiven": (
        "you agreed that something is shared",
        "aceptaste que se comparta algo",
        "vas acceptar que es comparteixi alguna cosa",
        "hai accettato che qualcosa sia condiviso",
        "vous avez accepté un partage d'informations",
        "وافقتِ على مشاركة معلومات",
    ),
    "ConsentWithdrawn": (
        "you took an agreement back",
        "retiraste un consentimiento",
        "vas retirar un consentiment",
        "hai revocato un consenso",
        "vous avez retiré un accord",
        "سحبتِ موافقة",
    ),
    "PathwayOpened": (
        "your accompaniment began",
        "empezó tu acompañamiento",
        "va començar el teu acompanyament",
        "è iniziato il tuo accompagnamento",
        "votre accompagnement a commencé",
        "بدأت مرافقتكِ",
    ),
    "PathwayClosed": (
        "your accompaniment ended",
        "terminó tu acompañamiento",
        "va acabar el teu acompanyament",
        "è terminato il tuo accompagnamento",
        "votre accompagnement s'est terminé",
        "انتهت مرافقتكِ",
    ),
    "ReferentAssigned": (
        "somebody answers for you",
        "tienes referente",
        "tens referent",
        "hai una persona referente",
        "vous avez une personne référente",
        "صار لكِ مرجع مسؤول",
    ),
    "NeedIdentified": (
        "you need this: {dimension}",
        "necesitas esto: {dimension}",
        "necessites això: {dimension}",
        "hai bisogno di questo: {dimension}",
        "vous avez besoin de ceci : {dimension}",
        "تحتاجين إلى: {dimension}",
    ),
    "StepStarted": (
        "this began: {dimension}",
        "empezó esto: {dimension}",
        "va començar això: {dimension}",
        "è iniziato questo: {dimension}",
        "ceci a commencé : {dimension}",
        "بدأ: {dimension}",
    ),
    "StepSuspended": (
        "this stopped for a while: {dimension}",
        "esto se detuvo un tiempo: {dimension}",
        "això es va aturar un temps: {dimension}",
        "questo si è fermato per un po': {dimension}",
        "ceci s'est arrêté un temps : {dimension}",
        "توقف مؤقتًا: {dimension}",
    ),
    "StepResumed": (
        "this went on: {dimension}",
        "esto continuó: {dimension}",
        "això va continuar: {dimension}",
        "questo è ripreso: {dimension}",
        "ceci a repris : {dimension}",
        "استؤنف: {dimension}",
    ),
    "StepTransferred": (
        "another organisation goes on with this: {dimension}",
        "otra entidad continúa con esto: {dimension}",
        "una altra entitat continua amb això: {dimension}",
        "un altro ente prosegue con questo: {dimension}",
        "une autre organisation poursuit ceci : {dimension}",
        "تتابع جهة أخرى: {dimension}",
    ),
    "StepCompleted": (
        "you completed this: {dimension}",
        "completaste esto: {dimension}",
        "vas completar això: {dimension}",
        "hai concluso questo: {dimension}",
        "vous avez achevé ceci : {dimension}",
        "أتممتِ: {dimension}",
    ),
    "StepDropped": (
        "this ended earlier: {dimension}",
        "esto terminó antes: {dimension}",
        "això va acabar abans: {dimension}",
        "questo è terminato prima: {dimension}",
        "ceci s'est terminé plus tôt : {dimension}",
        "انتهى مبكرًا: {dimension}",
    ),
    "SessionRecorded": (
        "you met for this: {dimension}",
        "os visteis para esto: {dimension}",
        "us vau veure per a això: {dimension}",
        "vi siete incontrate per questo: {dimension}",
        "vous vous êtes vues pour ceci : {dimension}",
        "لقاء من أجل: {dimension}",
    ),
    "HandoverCompleted": (
        "another organisation goes on with you",
        "otra entidad continúa contigo",
        "una altra entitat continua amb tu",
        "un altro ente prosegue con te",
        "une autre organisation poursuit avec vous",
        "تتابع معكِ جهة أخرى",
    ),
    "GoalSet": (
        "you set yourself a goal",
        "te pusiste un objetivo",
        "et vas posar un objectiu",
        "ti sei data un obiettivo",
        "vous vous êtes fixé un objectif",
        "حدّدتِ هدفًا لكِ",
    ),
    "PlanAgreed": (
        "you agreed on a plan",
        "acordasteis un plan",
        "vau acordar un pla",
        "avete concordato un progetto",
        "vous avez convenu d'un plan",
        "اتفقتم على خطة",
    ),
    "RiskAssessed": (
        "you looked together at your safety",
        "mirasteis juntas tu seguridad",
        "vau mirar juntes la teva seguretat",
        "avete guardato insieme la tua sicurezza",
        "vous avez regardé ensemble votre sécurité",
        "جرى النظر معكِ في سلامتكِ",
    ),
}
"""What is of no kind here is said by what it is about."""


def happened(type_name: str, data: dict[str, Any], lang: str) -> str:
    """The sentence of an event; without the dimension that one wants, what it is about."""
    dimension = said(data["dimension"], lang) if "dimension" in data else ""
    sentence = HAPPENED.get(type_name)
    if sentence and (dimension or "{dimension}" not in sentence[0]):
        return sentence[SPOKEN.index(lang)].format(dimension=dimension)
    return listed(filter(None, (about(type_name, lang), dimension)), lang)
