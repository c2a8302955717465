/* Takes the steps of a trace, one after the other. One that the model cannot take blocks. */
#include "trace.inc"

active proctype Trace() {
  byte i, j, n
  int k = 0
  int a
  do
  :: k < STEPS ->
    a = argument[k]
    n = a % 256
    if
    :: step[k] == 0 -> do :: a > 0 -> d_step { tick(i); a-- } :: else -> break od
    :: step[k] == 1 -> d_step { !p[n].running -> begin(n) }
    :: step[k] == 2 -> d_step { p[n].running -> end(n) }
    :: step[k] == 3 -> d_step { p[n].running -> wake(n) }
    :: step[k] == 4 -> d_step { p[n].running && !p[n].asking -> ask(n) }
    :: step[k] == 5 -> d_step { p[n].asking && !p[n].answering && version == a / 256 -> see(n) }
    :: step[k] == 6 -> d_step { p[n].answering -> hear(n) }
    :: step[k] == 7 -> d_step { mayAccept(n) -> accept(n) }
    :: step[k] == 8 -> d_step { kill(i, version) }
    :: step[k] == 9 -> close()
    :: step[k] == 10 -> d_step { killed || closed -> resume(version) }
    :: step[k] == 11 -> d_step { mayPromote -> promote(version) }
    :: step[k] == 12 -> d_step { mayPromote -> entered(stage + 1); changed() }
    :: step[k] == 13 -> d_step { !killed -> closed = false; entered(0); changed() }
    :: step[k] == 14 -> d_step { stage > 0 -> entered(stage - 1); changed() }
    :: step[k] == 15 -> changed()
    :: step[k] == 16 -> d_step { p[n].running && mayLead(n) -> lead(n, j) }
    :: step[k] == 17 -> unlead(n)
    :: step[k] == 18 -> p[n].reached = true
    fi
    k++
  :: else -> break
  od
  printf("accepted\n")
}
