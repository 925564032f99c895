"""The words on pages, papers and terminals, by key and language.

The rows are the glossary of the network; what is said in English only falls back to it.
"""

from typing import Final

LANGUAGES: Final = ("en", "es", "ca", "it")
DIMENSIONS: Final = (
    "protection",
    "housing",
    "economic_support",
    "health",
    "psychological_therapy",
    "artistic_therapy",
    "legal_status",
    "rights_information",
    "language_training",
    "job_orientation",
    "vocational_training",
    "job_placement",
    "other_support",
)
"""Safety, housing, money and health come first on every screen."""

GLOSSARY: Final[dict[str, tuple[str, str, str, str]]] = {
    "pathway": ("Pathway", "Itinerario", "Itinerari", "Percorso"),
    "history": ("History", "Historial", "Historial", "Storico"),
    "referent": ("Referent", "Referente", "Referent", "Referente"),
    "provider": ("Provider", "Entidad", "Entitat", "Ente"),
    "need": ("Need", "Necesidad", "Necessitat", "Bisogno"),
    "open_need": ("Open need", "Necesidad abierta", "Necessitat oberta", "Bisogno aperto"),
    "step": ("Step", "Paso", "Pas", "Tappa"),
    "planned": ("Planned", "Previsto", "Previst", "Previsto"),
    "active": ("Active", "En curso", "En curs", "In corso"),
    "suspended": ("Suspended", "Suspendido", "Suspès", "Sospeso"),
    "paused_by_her": (
        "Paused at her request",
        "En pausa a petición suya",
        "En pausa a petició seva",
        "In pausa su sua richiesta",
    ),
    "transferred": ("Transferred", "Traspasado", "Traspassat", "Trasferito"),
    "completed": ("Completed", "Completado", "Completat", "Concluso"),
    "ended_early": ("Ended early", "Finalizado antes", "Finalitzat abans", "Terminato prima"),
    "attended": ("Attended", "Asistió", "Va assistir", "Presente"),
    "missed": ("Not attended", "No asistió", "No va assistir", "Assente"),
    "cancelled_by_provider": (
        "Cancelled by provider",
        "Anulada por la entidad",
        "Anul·lada per l'entitat",
        "Annullato dall'ente",
    ),
    "health": ("Health", "Salud", "Salut", "Salute"),
    "psychological_therapy": (
        "Psychological therapy",
        "Terapia psicológica",
        "Teràpia psicològica",
        "Terapia psicologica",
    ),
    "artistic_therapy": ("Art therapy", "Arteterapia", "Artteràpia", "Arteterapia"),
    "language_training": ("Language course", "Curso de lengua", "Curs de llengua", "Corso di lingua"),
    "job_orientation": ("Job orientation", "Orientación laboral", "Orientació laboral", "Orientamento al lavoro"),
    "vocational_training": (
        "Vocational training",
        "Formación profesional",
        "Formació professional",
        "Formazione professionale",
    ),
    "job_placement": ("Job placement", "Inserción laboral", "Inserció laboral", "Inserimento lavorativo"),
    "housing": ("Housing", "Vivienda", "Habitatge", "Alloggio"),
    "legal_status": ("Legal status", "Situación administrativa", "Situació administrativa", "Posizione giuridica"),
    "economic_support": ("Economic support", "Apoyo económico", "Suport econòmic", "Sostegno economico"),
    "protection": ("Protection", "Protección", "Protecció", "Protezione"),
    "rights_information": (
        "Information on rights",
        "Información sobre derechos",
        "Informació sobre drets",
        "Informazione sui diritti",
    ),
    "risk": ("Risk", "Riesgo", "Risc", "Rischio"),
    "low": ("Low", "Bajo", "Baix", "Basso"),
    "medium": ("Medium", "Medio", "Mitjà", "Medio"),
    "high": ("High", "Alto", "Alt", "Alto"),
    "extreme": ("Extreme", "Extremo", "Extrem", "Estremo"),
    "fallback": (
        "Fallback she chose",
        "Alternativa elegida por ella",
        "Alternativa triada per ella",
        "Alternativa scelta da lei",
    ),
    "deadline": ("Deadline", "Plazo", "Termini", "Scadenza"),
    "due_in": ("Due in {n} days", "Vence en {n} días", "Venç en {n} dies", "Scade tra {n} giorni"),
    "residence_permit": (
        "Residence permit",
        "Autorización de residencia",
        "Autorització de residència",
        "Permesso di soggiorno",
    ),
    "asylum": (
        "International protection",
        "Protección internacional",
        "Protecció internacional",
        "Protezione internazionale",
    ),
    "safe_return": ("Safe return", "Retorno seguro", "Retorn segur", "Rientro sicuro"),
    "handover": ("Handover", "Traspaso", "Traspàs", "Passaggio"),
    "funding": ("Funding", "Financiación", "Finançament", "Finanziamento"),
    "funding_at_risk": ("Funding at risk", "Financiación en riesgo", "Finançament en risc", "Finanziamento a rischio"),
    "gap": ("Gap in support", "Interrupción del apoyo", "Interrupció del suport", "Interruzione del sostegno"),
    "gap_days": ("Days without support", "Días sin apoyo", "Dies sense suport", "Giorni senza sostegno"),
    "waiting_days": ("Waiting days", "Días de espera", "Dies d'espera", "Giorni di attesa"),
    "no_referent_days": (
        "Days without referent",
        "Días sin referente",
        "Dies sense referent",
        "Giorni senza referente",
    ),
    "duplicate": ("Duplicate intervention", "Intervención duplicada", "Intervenció duplicada", "Intervento duplicato"),
    "correction": ("Correction", "Corrección", "Correcció", "Correzione"),
    "occurred_on": ("Happened on", "Fecha del hecho", "Data del fet", "Data del fatto"),
    "recorded_on": ("Recorded on", "Fecha de registro", "Data de registre", "Data di registrazione"),
    "pathways": ("Pathways", "Itinerarios", "Itineraris", "Percorsi"),
    "other_support": ("Other support", "Otro apoyo", "Un altre suport", "Altro sostegno"),
    "data_rights": ("Data rights", "Derechos sobre los datos", "Drets sobre les dades", "Diritti sui dati"),
    "dropped": ("Ended early", "Finalizado antes", "Finalitzat abans", "Terminato prima"),
    "declined": ("Declined", "No aceptado", "No acceptat", "Non accettato"),
    "cancelled": ("Cancelled", "Anulado", "Anul·lat", "Annullato"),
    "open": ("Open", "Abierto", "Obert", "Aperto"),
    "initial_wait": ("First wait", "Primera espera", "Primera espera", "Prima attesa"),
    "interruption": ("Interruption", "Interrupción", "Interrupció", "Interruzione"),
    "pause": (
        "Paused at her request",
        "En pausa a petición suya",
        "En pausa a petició seva",
        "In pausa su sua richiesta",
    ),
    "no_referent": ("No referent", "Sin referente", "Sense referent", "Nessun referente"),
    "not_open": ("Pathway not open", "Itinerario no abierto", "Itinerari no obert", "Percorso non aperto"),
    "today": ("today", "hoy", "avui", "oggi"),
    "covered": ("covered", "cubierta", "cobert", "coperto"),
    "lapsed": ("lapsed", "vencida", "vençut", "scaduto"),
    "unknown": ("unknown", "desconocida", "desconegut", "sconosciuto"),
    "reflection_period": (
        "Recovery and reflection period",
        "Período de restablecimiento y reflexión",
        "Període de restabliment i reflexió",
        "Periodo di recupero e riflessione",
    ),
}

FRAME: Final[dict[str, str]] = {
    "skip": "Skip to the content",
    "sign_in": "Sign in",
    "sign_out": "Sign out",
    "key": "Key",
    "ngo": "NGO",
    "form": "By a form",
}


def label(key: str, lang: str = "en") -> str:
    """The words for `key`; a key that nobody has named yet reads as itself, with spaces."""
    if key in GLOSSARY:
        return GLOSSARY[key][LANGUAGES.index(lang) if lang in LANGUAGES else 0]
    return FRAME.get(key) or key.replace("_", " ").capitalize()
