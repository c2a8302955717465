import type { RiskRecord } from '@partial-trust/core'

/** A risk line put together in the plainest way: the least that any implementation would do. */
export function bareLine(record: RiskRecord): string {
  const summary = record.baseline_summary
  return (
    `{"timestamp":"${record.timestamp}","trace_id":${JSON.stringify(record.trace_id)}` +
    `,"command_id":${JSON.stringify(record.command_id)},"corridor_intent":"${record.corridor_intent}"` +
    `,"sample_rate":${record.sample_rate},"sampled":${record.sampled},"status":"${record.status}"` +
    `,"reason_code":"${record.reason_code}","latency_ms":${record.latency_ms},"model_meta":null` +
    `,"baseline_summary":{"intent":"${summary?.intent}","decision_type":"${summary?.decision_type}"` +
    `,"action_count":${summary?.action_count},"entity_keys_count":${summary?.entity_keys_count}` +
    `},"llm_summary":null,"diff_summary":null` +
    `,"schema":${record.schema},"epoch":"${record.epoch}","stage":null,"mode":"${record.mode}"` +
    `,"bucket":${record.bucket.toFixed(6)},"deadline_ms":${record.deadline_ms},"instance":"${record.instance}"}\n`
  )
}

/** The record of a decision that was not sampled: nine of ten lines of a log, at the least. */
export function unsampledRecord(id: string, timestamp: string, bucket: number): RiskRecord {
  return {
    timestamp,
    trace_id: `trace-9c1d0123456789ab4f6a-${id}`,
    command_id: id,
    corridor_intent: 'plain',
    sample_rate: 0.01,
    sampled: false,
    status: 'not_sampled',
    reason_code: 'not_sampled',
    latency_ms: null,
    model_meta: null,
    baseline_summary: {
      intent: 'plain',
      decision_type: 'act',
      action_count: 1,
      entity_keys_count: 0,
    },
    llm_summary: null,
    diff_summary: null,
    schema: 1,
    epoch: '9f86d081884c7d65',
    stage: null,
    mode: 'live',
    bucket,
    deadline_ms: 200,
    instance: 'bench-000001',
  }
}
