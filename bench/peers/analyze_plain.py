"""The seed's figures the way most people would write them: one JSON object a line, then counting.

Prints the seconds it took, reading included and the start of Python left out, and the report.
"""

import json
import math
import sys
import time
from collections import Counter


def load(path):
    records, parse_errors = [], 0
    with open(path, encoding="utf-8", errors="replace") as log:
        for line in log:
            line = line.strip()
            if not line:
                continue
            try:
                record = json.loads(line)
            except ValueError:
                parse_errors += 1
                continue
            if isinstance(record, dict):
                records.append(record)
            else:
                parse_errors += 1
    return records, parse_errors


def percentile(values, share):
    return values[math.floor((len(values) - 1) * share)] if values else None


def ratio(part, whole):
    return part / whole if whole else None


def analyze(path):
    records, parse_errors = load(path)
    statuses = Counter(record.get("status") for record in records)
    diffs = [record["diff_summary"] for record in records if record.get("diff_summary")]
    latencies = sorted(
        int(record["latency_ms"])
        for record in records
        if isinstance(record.get("latency_ms"), (int, float)) and not isinstance(record["latency_ms"], bool)
    )
    accepted, fallback = statuses["accepted_llm"], statuses["fallback_deterministic"]
    return {
        "total_records": len(records),
        "sampled_records": sum(1 for record in records if record.get("sampled")),
        "status_breakdown": dict(statuses),
        "reason_code_breakdown": dict(Counter(record.get("reason_code") for record in records)),
        "acceptance_rate": ratio(accepted, accepted + fallback),
        "intent_mismatch_rate": ratio(sum(bool(d.get("intent_mismatch")) for d in diffs), len(diffs)),
        "entity_key_mismatch_rate": ratio(sum(bool(d.get("entity_key_mismatch")) for d in diffs), len(diffs)),
        "latency_p50": percentile(latencies, 0.5),
        "latency_p95": percentile(latencies, 0.95),
        "error_rate": ratio(statuses["error"], len(records)),
        "parse_errors": parse_errors,
    }


start = time.perf_counter()
report = analyze(sys.argv[1])
print(json.dumps({"seconds": time.perf_counter() - start, "report": report}))
