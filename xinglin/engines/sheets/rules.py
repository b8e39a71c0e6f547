"""May this be done to an import? None, or the sentence that says why not."""

from .models import ImportRun, RunState


def may_undo(run: ImportRun) -> str | None:
    """Undo it (PLT-46)? Only what is done and wrote something. What has built on it since is found when it is tried."""
    if run.state == RunState.UNDONE:
        return "这次导入已经撤销。"
    if run.state == RunState.UNDOING:
        return "这次导入正在撤销，请稍候。"
    if run.state != RunState.DONE or run.check_only or not run.imported:
        return "这次导入没有写入数据，无需撤销。"
    if not run.sheet or not run.sheet.undo:
        return "这类数据的导入不能整批撤销，请在列表中逐条处理。"
    return None
