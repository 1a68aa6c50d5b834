-- For wrk: posts one body over and over, waits PAUSE_MS between an answer and the next request of a connection, and
-- ends with a line that run.sh reads: answers, answers that are no success, broken connections, microseconds, p50, p99.
local source = assert(io.open(os.getenv("BODY"), "rb"))
wrk.method = "POST"
wrk.body = source:read("*a")
source:close()

for name, value in os.getenv("HEADERS"):gmatch("([^:\n]+): ([^\n]+)") do
  wrk.headers[name] = value
end

local pause = tonumber(os.getenv("PAUSE_MS") or "0")
if pause > 0 then
  -- Random, so that connections do not go in step.
  function delay()
    return math.random(math.floor(pause / 2), math.ceil(pause * 3 / 2))
  end
end

function done(summary, latency)
  local failed = summary.errors
  print("FIGURES", summary.requests, failed.status, failed.connect + failed.read + failed.write + failed.timeout,
    summary.duration, latency:percentile(50), latency:percentile(99))
end
