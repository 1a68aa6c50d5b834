-- For wrk: posts one body over and over, or those between line breaks in turn, waits PAUSE_MS between an answer and the next request of a connection, and
-- ends with a line that run.sh reads: answers, answers that are no success, broken connections, microseconds, p50, p99.
local source = assert(io.open(os.getenv("BODY"), "rb"))
wrk.method = "POST"
local bodies = {}
for line in source:lines() do
  bodies[#bodies + 1] = line
end
source:close()
wrk.body = bodies[1]

for name, value in os.getenv("HEADERS"):gmatch("([^:\n]+): ([^\n]+)") do
  wrk.headers[name] = value
end

if #bodies > 1 then
  local requests, turn = {}, 0
  function init()
    for i, body in ipairs(bodies) do
      requests[i] = wrk.format(nil, nil, nil, body)
    end
  end
  function request()
    turn = turn % #requests + 1
    return requests[turn]
  end
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
