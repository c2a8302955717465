import { createWriteStream } from 'node:fs'
import { once } from 'node:events'

/**
 * Writes a made-up risk log: one decision in ten sampled, records of about 520 bytes in the shape of
 * SPEC section 4, ten a second, eight processes, one timeout in fifty attempts.
 */
export async function writeMadeUpLog(path: string, records: number): Promise<void> {
  const file = createWriteStream(path)
  const from = Date.UTC(2026, 0, 1)
  let part = ''
  for (let i = 0; i < records; i += 1) {
    part += `${JSON.stringify(record(i, from))}\n`
    if (part.length > 1 << 20) {
      if (!file.write(part)) await once(file, 'drain')
      part = ''
    }
  }
  file.end(part)
  await once(file, 'finish')
}

function record(i: number, from: number): Record<string, unknown> {
  const chance = noise(i)
  const skipped = noise(i + 3) % 11 === 0
  const sampled = !skipped && chance % 10 === 0
  const ending = sampled ? attempt(noise(i + 7)) : plain(noise(i + 5), skipped)
  return {
    timestamp: new Date(from + i * 100).toISOString(),
    trace_id: `trace-${hex(i, 1)}${hex(i, 2)}${hex(i, 3)}${hex(i, 4)}`,
    command_id: `cmd-${hex(i, 5)}`,
    corridor_intent: 'add_shopping_item',
    sample_rate: 0.1,
    sampled,
    ...ending,
    schema: 1,
    epoch: 'a41c9d0e',
    stage: 'target',
    mode: 'live',
    bucket: (chance % 1_000_000) / 1_000_000,
    deadline_ms: 200,
    instance: `i-${hex(i % 8, 6)}`,
  }
}

function plain(chance: number, skipped: boolean): Record<string, unknown> {
  return {
    status: skipped ? 'skipped' : 'not_sampled',
    reason_code: skipped ? 'baseline_non_execute' : 'not_sampled',
    latency_ms: null,
    model_meta: null,
    baseline_summary: {
      intent: skipped ? 'unknown' : 'add_shopping_item',
      decision_type: skipped ? 'clarify' : 'start_job',
      action_count: chance % 3,
      entity_keys_count: chance % 4,
      has_list_id: chance % 2 === 0,
    },
    llm_summary: null,
    diff_summary: null,
  }
}

function attempt(chance: number): Record<string, unknown> {
  const late = chance % 50 === 0
  const doubtful = chance % 11 === 0
  const latency = 40 + (chance % 140)
  return {
    status: late || doubtful ? 'fallback_deterministic' : 'accepted_llm',
    reason_code: late ? 'timeout' : doubtful ? 'low_confidence' : 'accepted',
    latency_ms: late ? 201 : latency,
    model_meta: {
      profile: 'partial_trust',
      task_id: 'partial_trust_shopping',
      escalated: false,
      provider: 'openai_compatible',
      model: 'small-1',
      attempts: 1,
      input_tokens: 180 + (chance % 40),
      output_tokens: 30 + (chance % 9),
    },
    baseline_summary: {
      intent: 'add_shopping_item',
      decision_type: 'start_job',
      action_count: 1,
      entity_keys_count: 2,
      has_list_id: true,
    },
    llm_summary: late
      ? null
      : {
          intent: 'add_shopping_item',
          decision_type: 'start_job',
          action_count: 1,
          entity_keys_count: 2,
          has_list_id: chance % 2 === 0,
          item_name_len: chance % 30,
          confidence: (60 + (chance % 40)) / 100,
          confidence_bucket: 'high',
        },
    diff_summary: late
      ? null
      : {
          intent_mismatch: chance % 97 === 0,
          decision_type_mismatch: false,
          action_count_mismatch: false,
          entity_key_mismatch: chance % 5 === 0,
        },
  }
}

function hex(i: number, salt: number): string {
  return noise(i * 16 + salt)
    .toString(16)
    .padStart(8, '0')
}

/** The same number for the same `i`, evenly spread over 32 bits. */
function noise(i: number): number {
  let h = Math.imul(i ^ 0x9e3779b9, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
