/*
 * Lease, kill, leadership and promotion, as packages/control does them, small enough to be looked at in
 * every order in which things can happen. Time goes in ticks. What a process knows and what is true are
 * kept apart: only assertions look at the truth.
 *
 * -DTRACE: instead of everything that can happen, what a trace says did; see `trace.pml`.
 * The mutants, each a mistake of the protocol: AGE_FROM_ANSWER WAKE_UNASKED SLEPT_UNSEEN CHANGE_BLIND
 * GO_OF_STAGE LEAD_BY_SESSION CONFIRMED_BY_ANY_REPORT KILL_COMPARES
 */
#ifndef PROCESSES
#define PROCESSES 2
#endif
#ifndef LEASE /* ticks */
#define LEASE 1
#endif
#ifndef LEAD /* ticks */
#define LEAD 1
#endif
#ifndef LAST_STAGE
#define LAST_STAGE 1
#endif
#ifndef MOST_CHANGES
#define MOST_CHANGES 3
#endif
#define NOBODY 255
#define MOST_AGE (LEASE + 2)

/* The store. */
short version = 0
bool killed = false
bool closed = false
byte stage = 0
byte leader = NOBODY
byte leaderAge = 0

/* What each process knows, by its own clocks. */
typedef Process {
  bool running
  bool open        /* it has read the store at least once */
  bool mustAsk     /* it stood still: nothing it knew before counts */
  bool asleep      /* its machine sleeps: the monotonic clock stands still */
  byte age         /* of the state it acts on */
  short knows      /* its version */
  bool knowsKilled
  bool knowsClosed
  bool asking
  bool stood       /* it stood still since it asked */
  bool answering   /* the answer is on its way */
  byte askedAge
  short seen
  bool seenKilled
  bool seenClosed
  short reported   /* the version in its last report */
  bool reportedAnew
  bool leads
  byte leadsAge
  /* what is true */
  byte trueAge
  bool unasked
  bool reached     /* the kill's answer says so */
}
Process p[PROCESSES]

/* The truth. */
bool told = false       /* someone was told `killed`, and nobody resumed */
byte sinceKill = 0
bool fresh = false      /* a decision was made since this stage was entered */
bool ever[LAST_STAGE + 1] /* one ever was, at the stage */

inline older(what) { if :: what < MOST_AGE -> what++ :: else fi }

inline tick(i) {
  for (i : 0 .. PROCESSES - 1) {
    if :: p[i].asleep :: else -> older(p[i].age) fi
    if :: p[i].asking -> older(p[i].askedAge) :: else fi
    older(p[i].trueAge)
    if :: p[i].leads && p[i].leadsAge <= LEAD -> p[i].leadsAge++ :: else fi
  }
  if :: leader != NOBODY && leaderAge <= LEAD -> leaderAge++ :: else fi
  if :: told -> older(sinceKill) :: else fi
}

inline begin(i) {
  p[i].running = true; p[i].open = false; p[i].mustAsk = false; p[i].asleep = false
  p[i].asking = false; p[i].answering = false; p[i].stood = false
  p[i].knows = 0; p[i].knowsKilled = false; p[i].knowsClosed = false
  p[i].age = 0; p[i].trueAge = 0; p[i].askedAge = 0; p[i].unasked = false
  p[i].seen = 0; p[i].seenKilled = false; p[i].seenClosed = false
  p[i].reported = -1; p[i].reportedAnew = false; p[i].reached = false
  p[i].leads = false; p[i].leadsAge = 0
}

inline end(i) { begin(i); p[i].running = false }

inline wake(i) {
  p[i].stood = p[i].asking
  p[i].unasked = true
#ifdef SLEPT_UNSEEN
  if :: p[i].asleep :: else -> p[i].mustAsk = true fi
#else
#ifndef WAKE_UNASKED
  p[i].mustAsk = true
#endif
#endif
  p[i].asleep = false
}

inline ask(i) {
  p[i].asking = true; p[i].askedAge = 0; p[i].stood = false; p[i].answering = false
}

inline see(i) {
  p[i].answering = true
  p[i].seen = version; p[i].seenKilled = killed; p[i].seenClosed = closed
}

inline forget(i) {
  p[i].asking = false; p[i].answering = false; p[i].stood = false; p[i].askedAge = 0
  p[i].seen = 0; p[i].seenKilled = false; p[i].seenClosed = false
}

inline hear(i) {
  if
  :: p[i].stood && p[i].mustAsk -> skip /* it was asked before it stood still */
  :: else ->
    p[i].open = true
    p[i].knows = p[i].seen; p[i].knowsKilled = p[i].seenKilled; p[i].knowsClosed = p[i].seenClosed
#ifdef AGE_FROM_ANSWER
    p[i].age = 0
#else
    p[i].age = p[i].askedAge
#endif
    p[i].trueAge = p[i].askedAge
    p[i].mustAsk = false
    if :: p[i].stood :: else -> p[i].unasked = false fi
  fi
  forget(i)
}

#define mayAccept(i) (p[i].running && p[i].open && !p[i].mustAsk && !p[i].knowsKilled && !p[i].knowsClosed && p[i].age <= LEASE)

inline accept(i) {
  assert(p[i].trueAge <= LEASE)               /* none after the lease */
  assert(!(told && sinceKill > LEASE))        /* none after a kill and its bound */
  assert(!(told && p[i].reached))             /* none where the kill's answer says closed */
  assert(!p[i].unasked)                       /* none after standing still before asking */
  fresh = true
  ever[stage] = true
}

inline changed() { version++ }
inline entered(which) { stage = which; fresh = false }

inline kill(i, decidedOn) {
  for (i : 0 .. PROCESSES - 1) { p[i].reached = false; p[i].reportedAnew = false }
#ifdef KILL_COMPARES
  if :: decidedOn == version -> killed = true; changed() :: else fi
#else
  killed = true
  changed()
#endif
  told = true; sinceKill = 0
}

inline report(i) { p[i].reported = p[i].knows; p[i].reportedAnew = true }

#ifdef CONFIRMED_BY_ANY_REPORT
#define confirms(i) (p[i].reportedAnew)
#else
#define confirms(i) (p[i].reported >= killVersion)
#endif

#ifdef CHANGE_BLIND
#define comparesTo(decidedOn) true
#else
#define comparesTo(decidedOn) (decidedOn == version)
#endif

inline resume(decidedOn) {
  assert(decidedOn == version)                /* one effect per change, on what it was decided on */
  killed = false; closed = false; told = false
  entered(0)
  changed()
}

#define mayPromote (!killed && !closed && stage < LAST_STAGE)

inline promote(decidedOn) {
  assert(decidedOn == version)
  assert(fresh)                               /* GO of this entry of the stage */
  entered(stage + 1)
  changed()
}

inline close() { closed = true; changed() }

#ifdef LEAD_BY_SESSION
#define mayLead(i) true
#else
#define mayLead(i) (leader == NOBODY || leader == i || leaderAge > LEAD)
#endif

inline lead(i, j) {
  for (j : 0 .. PROCESSES - 1) {
    assert(j == i || !p[j].leads || p[j].leadsAge > LEAD) /* one leads at a time */
  }
  for (j : 0 .. PROCESSES - 1) { if :: j != i -> p[j].leads = false; p[j].leadsAge = 0 :: else fi }
  leader = i; leaderAge = 0
  p[i].leads = true; p[i].leadsAge = 0
}

inline unlead(i) {
  if :: leader == i -> leader = NOBODY; leaderAge = 0 :: else fi
  p[i].leads = false; p[i].leadsAge = 0
}

#ifndef TRACE

#ifdef GO_OF_STAGE
#define isGo (ever[stage])
#else
#define isGo (fresh)
#endif

short killVersion = 0
bool answerPending = false
/* What two people and the leader decided, and on which version: -1 nothing. */
short resumeOn = -1
short promoteOn = -1
short leaderOn = -1
short killOn = -1

active proctype World() {
  byte i, j
  d_step { for (i : 0 .. PROCESSES - 1) { begin(i) } i = 0 }
  do
#ifdef LEASES /* kill, lease, waking: what a process accepts on */
  :: atomic { select(i : 0 .. PROCESSES - 1);
    if
    :: d_step { p[i].running && !p[i].asking && !p[i].asleep -> ask(i) }
    :: d_step { p[i].running && p[i].asking && !p[i].answering -> see(i) }
    :: d_step { p[i].running && p[i].answering && !p[i].asleep -> hear(i) }
    :: d_step { p[i].running && p[i].asking -> forget(i) }
    :: d_step { mayAccept(i) && !p[i].asleep -> accept(i); fresh = false; ever[0] = false }
    :: d_step { p[i].running && p[i].open && !p[i].asleep && answerPending -> report(i) }
    :: d_step { p[i].running && !p[i].asleep && !p[i].unasked && p[i].open -> wake(i) } /* it was stopped */
    :: d_step { p[i].running && !p[i].asleep && p[i].open -> p[i].asleep = true }
    :: d_step { p[i].asleep -> wake(i) }
    :: d_step { p[i].running -> end(i) }
    :: d_step { !p[i].running -> begin(i) }
    :: else
    fi; i = 0 }
  :: d_step { version < MOST_CHANGES && !closed -> close() } /* an incident: whatever the version is */
  :: d_step { answerPending ->
      for (i : 0 .. PROCESSES - 1) {
        p[i].reached = p[i].running && (confirms(i) || sinceKill > LEASE)
        p[i].reported = -1; p[i].reportedAnew = false
      }
      answerPending = false; killVersion = 0; i = 0 }
#endif
#ifdef ROLLOUTS /* leadership, promotions, and people who decide on what they saw */
  :: atomic { select(i : 0 .. PROCESSES - 1);
    if
    :: d_step { p[i].running && mayLead(i) -> lead(i, j); j = 0 }
    :: d_step { p[i].running && p[i].leads -> unlead(i) }
    :: d_step { p[i].running && p[i].leads && isGo && mayPromote && leaderOn < 0 -> leaderOn = version }
    :: d_step { p[i].running && p[i].leads && version < MOST_CHANGES && !closed -> close() } /* NO_GO */
    :: d_step { p[i].running -> end(i) }
    :: d_step { !p[i].running -> begin(i) }
    :: d_step { p[i].running && !killed && !closed -> fresh = true; ever[stage] = true }
    :: else
    fi; i = 0 }
  :: d_step { promoteOn < 0 && isGo && mayPromote -> promoteOn = version }
  :: d_step { promoteOn >= 0 && version < MOST_CHANGES ->
      if :: comparesTo(promoteOn) && mayPromote -> promote(promoteOn) :: else fi; promoteOn = -1 }
  :: d_step { leaderOn >= 0 && version < MOST_CHANGES ->
      if :: comparesTo(leaderOn) && mayPromote -> promote(leaderOn) :: else fi; leaderOn = -1 }
#endif
  :: d_step { tick(i); i = 0 }
  :: d_step { killOn < 0 && version < MOST_CHANGES -> killOn = version }
  :: d_step { killOn >= 0 && version < MOST_CHANGES ->
      kill(i, killOn); killOn = -1; i = 0
#ifdef LEASES
      killVersion = version; answerPending = true
#endif
    }
  :: d_step { resumeOn < 0 && (killed || closed) -> resumeOn = version }
  :: d_step { resumeOn >= 0 && version < MOST_CHANGES ->
      if :: comparesTo(resumeOn) && (killed || closed) -> resume(resumeOn) :: else fi; resumeOn = -1 }
  od
}

#else
#include "trace.pml"
#endif
