"""The words of the report that she can ask for, in six languages; what is named elsewhere is taken from there."""

from collections.abc import Iterable
from typing import Final

from shared.web.labels import LANGUAGES, label

SPOKEN: Final = (*LANGUAGES, "fr", "ar")
RIGHT_TO_LEFT: Final = frozenset({"ar"})

WORDS: Final[dict[str, tuple[str, str, str, str, str, str]]] = {
    "title": (
        "What is kept about you",
        "Lo que se guarda sobre ti",
        "El que es guarda sobre tu",
        "Che cosa è conservato su di te",
        "Ce qui est conservé à votre sujet",
        "ما هو محفوظ عنكِ",
    ),
    "made": ("Made on", "Hecho el", "Fet el", "Redatto il", "Établi le", "حُرِّر في"),
    "figures": ("In figures", "En cifras", "En xifres", "In cifre", "En chiffres", "بالأرقام"),
    "open_days": (
        "Days of accompaniment",
        "Días de acompañamiento",
        "Dies d'acompanyament",
        "Giorni di accompagnamento",
        "Jours d'accompagnement",
        "أيام المرافقة",
    ),
    "initial_wait_days": (
        "Days until support began",
        "Días hasta que empezó el apoyo",
        "Dies fins que va començar el suport",
        "Giorni fino all'inizio del sostegno",
        "Jours avant le début du soutien",
        "أيام قبل بدء الدعم",
    ),
    "interruption_days": (
        "Days without support",
        "Días sin apoyo",
        "Dies sense suport",
        "Giorni senza sostegno",
        "Jours sans soutien",
        "أيام بلا دعم",
    ),
    "pause_days": (
        "Days paused at your request",
        "Días en pausa a petición tuya",
        "Dies en pausa a petició teva",
        "Giorni in pausa su tua richiesta",
        "Jours de pause à votre demande",
        "أيام توقف بطلب منكِ",
    ),
    "days_without_referent": (
        "Days on which nobody answered for you",
        "Días en que nadie era tu referente",
        "Dies en què ningú no era el teu referent",
        "Giorni senza un referente per te",
        "Jours sans personne référente",
        "أيام بلا مرجع مسؤول عنكِ",
    ),
    "history": ("Your history", "Tu historial", "El teu historial", "Il tuo storico", "Votre parcours", "مساركِ"),
    "readers": (
        "Who looked at it",
        "Quién lo ha consultado",
        "Qui ho ha consultat",
        "Chi l'ha consultato",
        "Qui l'a consulté",
        "من اطّلع عليه",
    ),
    "nothing": ("Nothing.", "Nada.", "Res.", "Niente.", "Rien.", "لا شيء."),
    "not_counted": ("not counted", "no contado", "no comptat", "non conteggiato", "non compté", "غير محتسب"),
    "in_a_list": ("in a list", "en una lista", "en una llista", "in un elenco", "dans une liste", "ضمن قائمة"),
    "refused": ("refused", "denegado", "denegat", "rifiutato", "refusé", "مرفوض"),
    "care": (
        "to support you",
        "para apoyarte",
        "per donar-te suport",
        "per sostenerti",
        "pour vous soutenir",
        "لدعمكِ",
    ),
    "coordination": (
        "to coordinate support",
        "para coordinar el apoyo",
        "per coordinar el suport",
        "per coordinare il sostegno",
        "pour coordonner le soutien",
        "لتنسيق الدعم",
    ),
    "audit": ("to check", "para comprobar", "per comprovar", "per verificare", "pour vérifier", "للتحقق"),
    "review": ("to review", "para revisar", "per revisar", "per riesaminare", "pour réexaminer", "للمراجعة"),
    "her_request": (
        "because you asked",
        "porque lo pediste",
        "perquè ho vas demanar",
        "perché l'hai chiesto",
        "à votre demande",
        "بطلب منكِ",
    ),
    "not_told": (
        "A complaint is told only by whom you addressed it to: ask there.",
        "De una queja solo informa la persona a quien la dirigiste: pregúntale.",
        "D'una queixa només n'informa la persona a qui la vas adreçar: pregunta-li.",
        "Di un reclamo informa solo la persona a cui l'hai rivolto: chiedi a lei.",
        "Seule la personne à qui vous avez adressé une plainte peut vous en parler : demandez-lui.",
        "الشكوى لا يُخبر عنها إلا من وُجِّهت إليه: اسأليه.",
    ),
    "now": ("Today", "Hoy", "Avui", "Oggi", "Aujourd'hui", "اليوم"),
    "going_on": (
        "What is going on",
        "Lo que está en marcha",
        "El que està en marxa",
        "Che cosa è in corso",
        "Ce qui est en cours",
        "ما هو جارٍ الآن",
    ),
    "answers": (
        "Who answers for you",
        "Quién es tu referente",
        "Qui és el teu referent",
        "Chi è il tuo referente",
        "Qui est votre référent",
        "من هو المرجع المسؤول عنكِ",
    ),
    "since": ("since {day}", "desde el {day}", "des del {day}", "dal {day}", "depuis le {day}", "منذ {day}"),
    "coming": (
        "Dates to keep in mind",
        "Fechas que conviene recordar",
        "Dates que cal recordar",
        "Date da ricordare",
        "Dates à retenir",
        "تواريخ ينبغي تذكّرها",
    ),
    "times": ("{n} times", "{n} veces", "{n} vegades", "{n} volte", "{n} fois", "عدد المرات: {n}"),
    "lately": (
        "lastly on {day}",
        "la última vez el {day}",
        "l'última vegada el {day}",
        "l'ultima volta il {day}",
        "la dernière fois le {day}",
        "آخر مرة في {day}",
    ),
    "not_here": (
        "What some organisations wrote is not told here ({n} entries): each tells you its own.",
        "Lo que escribieron algunas entidades no se cuenta aquí ({n} anotaciones): cada una te cuenta lo suyo.",
        "El que van escriure algunes entitats no s'explica aquí ({n} anotacions): cadascuna t'explica el seu.",
        "Ciò che alcuni enti hanno scritto non è riportato qui ({n} annotazioni): ciascuno ti racconta il suo.",
        "Ce que certaines organisations ont écrit n'est pas dit ici ({n} notes) : chacune vous dit le sien.",
        "ما كتبته بعض الجهات لا يُذكر هنا (عدد القيود: {n})، وكل جهة تخبركِ بما يخصها.",
    ),
    "yours": (
        "It is yours: you can have it corrected, ask who sees it, and say that somebody may no longer see it.",
        "Es tuyo: puedes pedir que se corrija, saber quién lo ve y decir quién ya no puede verlo.",
        "És teu: pots demanar que es corregeixi, saber qui ho veu i dir qui ja no ho pot veure.",
        "È tuo: puoi farlo correggere, sapere chi lo vede e dire chi non può più vederlo.",
        "C'est à vous : vous pouvez le faire corriger, savoir qui le voit et dire qui ne peut plus le voir.",
        "هو لكِ: يمكنكِ طلب تصحيحه ومعرفة من يراه وأن تقولي من لا يحق له رؤيته بعد الآن.",
    ),
    "contact": (
        "First contact",
        "Primer contacto",
        "Primer contacte",
        "Primo contatto",
        "Premier contact",
        "أول تواصل",
    ),
    "consent": ("Consent", "Consentimiento", "Consentiment", "Consenso", "Consentement", "موافقة"),
    "restriction": (
        "What you restricted",
        "Lo que restringiste",
        "El que vas restringir",
        "Ciò che hai limitato",
        "Ce que vous avez limité",
        "ما قيّدتِه",
    ),
    "goal": ("Goal", "Objetivo", "Objectiu", "Obiettivo", "Objectif", "هدف"),
    "session": ("Session", "Sesión", "Sessió", "Incontro", "Séance", "جلسة"),
    "safety": ("Safety", "Seguridad", "Seguretat", "Sicurezza", "Sécurité", "السلامة"),
    "legal": (
        "Legal matters",
        "Asuntos legales",
        "Afers legals",
        "Questioni legali",
        "Questions juridiques",
        "أمور قانونية",
    ),
    "work": ("Work", "Trabajo", "Feina", "Lavoro", "Travail", "عمل"),
    "record": ("Record keeping", "Registro", "Registre", "Registrazione", "Tenue du dossier", "حفظ السجل"),
    "notice": ("Notice", "Aviso", "Avís", "Avviso", "Avis", "إشعار"),
    "referral": ("Referral", "Derivación", "Derivació", "Invio", "Orientation", "إحالة"),
}

ELSEWHERE: Final[dict[str, tuple[str, str]]] = {  # what the glossary has in four languages
    "pathway": ("Parcours", "مسار"),
    "need": ("Besoin", "حاجة"),
    "step": ("Étape", "خطوة"),
    "referent": ("Personne référente", "المرجع المسؤول"),
    "handover": ("Passage de relais", "تسليم المتابعة"),
    "deadline": ("Échéance", "مهلة"),
    "fallback": ("Solution de repli choisie", "بديل اخترتِه"),
    "correction": ("Correction", "تصحيح"),
    "planned": ("prévue", "مخطط لها"),
    "active": ("en cours", "جارية"),
    "suspended": ("suspendue", "معلّقة"),
    "transferred": ("transférée", "محوّلة"),
    "completed": ("achevée", "مكتملة"),
    "ended_early": ("terminée plus tôt", "انتهت مبكرًا"),
    "rights_information": ("Information sur les droits", "معلومات عن الحقوق"),
    "protection": ("Protection", "الحماية"),
    "housing": ("Logement", "السكن"),
    "economic_support": ("Soutien économique", "دعم مادي"),
    "health": ("Santé", "الصحة"),
    "psychological_therapy": ("Thérapie psychologique", "علاج نفسي"),
    "artistic_therapy": ("Art-thérapie", "علاج بالفن"),
    "legal_status": ("Situation administrative", "الوضع القانوني"),
    "language_training": ("Cours de langue", "دورة لغة"),
    "job_orientation": ("Orientation professionnelle", "إرشاد مهني"),
    "vocational_training": ("Formation professionnelle", "تدريب مهني"),
    "job_placement": ("Insertion professionnelle", "إدماج مهني"),
    "other_support": ("Autre soutien", "دعم آخر"),
    "asylum": ("Protection internationale", "الحماية الدولية"),
    "reflection_period": ("Délai de rétablissement et de réflexion", "فترة التعافي والتفكير"),
    "residence_permit": ("Titre de séjour", "تصريح الإقامة"),
}

FAMILIES: Final = (
    (("Referral",), "referral"),
    (("Intake", "Interpretation", "ContactSafety"), "contact"),
    (("Rights", "OwnHistory"), "rights_information"),
    (("Consent",), "consent"),
    (("Restriction",), "restriction"),
    (("Pathway", "CaseConference", "Plan"), "pathway"),
    (("Referent",), "referent"),
    (("Need", "Dependants"), "need"),
    (("Goal", "HerView"), "goal"),
    (("Step", "Language", "Economic", "Group", "Cooperation", "Duplicate"), "step"),
    (("Session",), "session"),
    (("Legal", "SupportReport"), "legal"),
    (("Deadline",), "deadline"),
    (("Risk", "Safety", "Protection", "EmergencyAccess"), "safety"),
    (("Handover",), "handover"),
    (("Fallback",), "fallback"),
    (("Event",), "correction"),
    (("Work", "Skills", "Employment", "Qualification", "Certificate", "Application", "Placement", "Labour"), "work"),
    (("Channel", "Notification"), "notice"),
)

DATES: Final = (
    ("WORK", "work"),
    ("ASYLUM", "asylum"),
    ("REFLECTION", "reflection_period"),
    ("PERMIT", "residence_permit"),
    ("ART18", "residence_permit"),
)
"""What the rule of a deadline is about, by a part of its name; each of another name is a deadline."""

STATES: Final = {
    "StepPlanned": "planned",
    "StepStarted": "active",
    "StepSuspended": "suspended",
    "StepResumed": "active",
    "StepTransferred": "transferred",
    "StepCompleted": "completed",
    "StepDropped": "ended_early",
}


def said(key: str, lang: str) -> str:
    """The words for a key of the report."""
    if key in WORDS:
        return WORDS[key][SPOKEN.index(lang)]
    if lang in LANGUAGES:
        return label(key, lang)
    return ELSEWHERE[key][SPOKEN.index(lang) - len(LANGUAGES)]


def family_of(type_name: str) -> str:
    """The key of what an event is about; what nobody placed is record keeping."""
    return next((key for beginnings, key in FAMILIES if type_name.startswith(beginnings)), "record")


def dated(rule: str, lang: str) -> str:
    """What a deadline is about, in plain words."""
    return said(next((key for part, key in DATES if part in rule), "deadline"), lang)


def listed(parts: Iterable[str], lang: str) -> str:
    """Words in a row, as a language separates them."""
    return ("، " if lang == "ar" else ", ").join(parts)


def about(type_name: str, lang: str) -> str:
    """What an event is about, and what became of a step by it."""
    family = family_of(type_name)
    became = f" ({said(STATES[type_name], lang).lower()})" if type_name in STATES else ""
    return said(family, lang) + became
