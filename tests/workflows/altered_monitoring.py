"""An assessment that nobody ever ran, wrong on purpose: recorded runs must not be taken for its own."""

from temporalio import workflow

from workflows.contracts import CaseRef
from workflows.procedure import Procedure


@workflow.defn(name="Monitoring")
class AlteredMonitoring(Procedure):
    """It asks for time before it looks."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Keep time, then say where the case stands."""
        del case
        await self._keep_time()
        return await self.ended()
