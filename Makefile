# Two commands are enough: `make run` and `make test`. Both need git, make and any Python 3.
.PHONY: run test fuzz soak-telegram fuzz-telegram test-telegram-standin bench-telegram bench-pages bench-names bench-words bench-understanding bench-emotion bench-coach soak screenshots check train shell lock doctor clean

run:  ## the whole demo, until Ctrl-C: pages first, then the brain
	@./sensei setup front && SENSEI_DEMO="$${SENSEI_DEMO:-1}" exec ./sensei run

test:  ## both test runs and the test conversations
	@exec scripts/test.sh

bench-pages:  ## first paint, time to use and bytes of chat and desk, beside published figures of others
	@./sensei setup front && exec .venv/bin/python -m bench.first_paint --runs $(or $(RUNS),20)

bench-names:  ## how well names are heard, beside plain spaCy and a baseline: make bench-names DATA=<folder of the public sets>
	@./sensei setup all && TF_CPP_MIN_LOG_LEVEL=3 exec .venv-brain/bin/python -W ignore -m bench.names $(DATA)

bench-understanding:  ## how well and fast messages are understood: make bench-understanding DATA=… [STOCK=1] [SETS=…]
	@./sensei setup all && ./sensei train && exec .venv-brain/bin/python -m bench.understanding "$(DATA)" --product \
	  $(if $(SETS),--sets "$(SETS)") $(if $(STOCK),--stock)

bench-words:  ## generated talks through the front door, judged by what customers read: make bench-words MESSAGES=… SEED=…
	@./sensei setup front && exec .venv/bin/python -m tests.talks.run --messages "$(or $(MESSAGES),1000)" $(if $(SEED),--seed "$(SEED)")

bench-coach:  ## simulated customers against the coach and against plain forms: make bench-coach ROUNDS=3 SEED=7 [TASKS="…"]
	@./sensei setup all && ./sensei train && exec .venv/bin/python -m bench.customers --rounds $(or $(ROUNDS),3) \
	  --seed $(or $(SEED),7) --tasks "$(TASKS)"

bench-emotion:  ## how well feelings are read, on public data and on our own cases: make bench-emotion DATA=<folder of the public sets>
	@./sensei setup all && exec .venv-brain/bin/python -W ignore -m bench.emotion $(if $(DATA),--data "$(DATA)")

soak:  ## thousands of messages while every process is killed: make soak SEED=… MESSAGES=… or REAL=1
	@./sensei setup front && exec .venv/bin/python -m tests.soak.run --seed "$(SEED)" --messages "$(or $(MESSAGES),2000)" $(if $(REAL),--real)

fuzz:  ## the fuzzers of tests/fuzz at length; INPUTS=100000 says how much
	@./sensei setup front && SENSEI_FUZZ_INPUTS="$${INPUTS:-100000}" exec .venv/bin/python -m pytest tests/fuzz -s

fuzz-telegram:  ## every kind of Telegram update, right and wrong: make fuzz-telegram UPDATES=10000 SEED=5
	@./sensei setup front && SENSEI_FUZZ_UPDATES="$(or $(UPDATES),10000)" SENSEI_FUZZ_SEED="$(SEED)" exec .venv/bin/python -m pytest tests/telegram/test_every_update.py -s -n0

test-telegram-standin:  ## Telegram's tests against telegram-test-api, which we did not write; needs node and npm
	@cd tests/telegram/standin_server && npm ci --ignore-scripts --no-audit --no-fund
	@./sensei setup front && SENSEI_REQUIRE=telegram-test-api exec .venv/bin/python -m pytest tests/telegram/test_talk_anywhere.py -n0

soak-telegram:  ## the front door killed again and again while people write by Telegram: KILLS=20 SEED=11
	@./sensei setup front && exec .venv/bin/python -m tests.telegram.soak --kills $(or $(KILLS),20) --seed $(or $(SEED),11)

bench-telegram:  ## a crowd on Telegram, CHATS=200 LINES=2; UPDATES=50000 measures memory over a long life instead
	@./sensei setup front && exec .venv/bin/python -m bench.telegram --chats $(or $(CHATS),200) --lines $(or $(LINES),2) --updates $(or $(UPDATES),0)

screenshots:  ## plays the lost toy and a task, and takes pictures of both sides into docs/pictures/
	@./sensei setup all && exec .venv/bin/python scripts/screenshots.py

check:  ## linters, types, wording, domain, locks, import rules
	@exec scripts/check.sh

train:  ## trains the model if words, rules or components changed
	@./sensei setup all && exec ./sensei train

shell:  ## talks to the bare brain in the terminal, without the front door
	@./sensei setup all && ./sensei train && exec ./sensei shell

lock:  ## resolves both groups of pyproject.toml anew into locks/
	@exec scripts/lock.sh

doctor:  ## says what is missing and how to mend it
	@exec ./sensei doctor

clean:  ## forgets environments, models and caches; never the data folder
	rm -rf .venv .venv-brain .uv .rasa models/*.tar.gz models/*.fingerprint .pytest_cache .mypy_cache .ruff_cache
