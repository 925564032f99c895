"""Why a fact was set aside or warned of, where several services say so: a sentence each."""

from typing import Final

from shared.languages import sentence

REASONS: Final = {
    "step_unknown": sentence("It names a step that nobody has planned or started."),
    "step_already_known": sentence("A step with this id is already known."),
    "step_already_started": sentence("This step had already been started."),
    "step_not_active": sentence("The step was not going on that day."),
    "step_not_started": sentence("The step had not begun."),
    "step_not_suspended": sentence("The step was not suspended, so there was nothing to resume."),
    "step_ended": sentence("The step had already ended."),
    "not_delivering_provider": sentence("Only the provider that delivers the step can say this of it."),
    "need_already_known": sentence("A need with this id is already known."),
    "need_not_open": sentence("The need was no longer open."),
    "target_unknown": sentence("It corrects an entry that is not known here."),
    "target_of_another_provider": sentence("Only the provider that made an entry, or a supervisor, can correct it."),
    "target_malformed": sentence("With this correction the entry would no longer make sense."),
    "target_not_correctable": sentence("A correction can't be corrected; make it again instead."),
    "no_work_entitlement": sentence("A placement before the right to work was recorded."),
}
