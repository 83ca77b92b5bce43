# Two commands are enough: `make run` and `make test`. Both need git, make and any Python 3.
.PHONY: run test fuzz bench-pages soak screenshots check train shell lock doctor clean

run:  ## the whole demo, until Ctrl-C: pages first, then the brain
	@./sensei setup front && SENSEI_DEMO="$${SENSEI_DEMO:-1}" exec ./sensei run

test:  ## both test runs and the test conversations
	@exec scripts/test.sh

bench-pages:  ## first paint, time to use and bytes of chat and desk, beside published figures of others
	@./sensei setup front && exec .venv/bin/python -m bench.first_paint --runs $(or $(RUNS),20)

soak:  ## thousands of messages while every process is killed: make soak SEED=… MESSAGES=… or REAL=1
	@./sensei setup front && exec .venv/bin/python -m tests.soak.run --seed "$(SEED)" --messages "$(or $(MESSAGES),2000)" $(if $(REAL),--real)

fuzz:  ## the fuzzers of tests/fuzz at length; INPUTS=100000 says how much
	@./sensei setup front && SENSEI_FUZZ_INPUTS="$${INPUTS:-100000}" exec .venv/bin/python -m pytest tests/fuzz -s

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
