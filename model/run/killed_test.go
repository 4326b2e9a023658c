package run_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"siamface/model/file/fault"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/torch/torchtest"
)

// What a training in a process of its own is told, by its environment: the folder of photos, the run's, and when to end in the midst of its
// work, "event" or "call" and a number.
const (
	killedPhotos = "SIAMFACE_TEST_PHOTOS"
	killedRun    = "SIAMFACE_TEST_RUN"
	killedAt     = "SIAMFACE_TEST_KILL"
)

// killedOptions train in all stages: epochs, folds of the training people, and once more on the validation people too.
func killedOptions(t *testing.T, folder string) run.Options {
	t.Helper()
	recipe, err := recipes.Find(recipes.Small)
	if err != nil {
		t.Fatal(err)
	}
	s := recipe.Settings
	s.Epochs, s.Steps, s.Folds = 4, 3, 2
	return run.Options{Folder: folder, Recipe: recipes.Small, Settings: &s, Seed: 3, Device: torchtest.Name, Threads: 1, Resume: true}
}

// position is how far a training is, in epochs over all stages. A fold, and the last training, have as many as the best epoch's number; they
// are counted as if it were the last, so that an epoch there counts for one at least.
func position(e run.Event, epochs int) (float64, bool) {
	at, fold := float64(epochs), float64(epochs)
	switch e.Stage {
	case run.Training:
		return float64(e.Train.Epoch-1) + float64(e.Train.Step)/float64(e.Train.Steps), true
	case run.Checking:
		return at + fold*float64(e.Done)/100, true
	case run.Refitting:
		return at + 2*fold + fold*float64(e.Done)/float64(e.Total), true
	case run.Measuring, run.Writing:
		return at + 3*fold, true
	}
	return 0, false
}

// TestTrainsInAProcess is no test by itself: it is the process that TestKilledTrainingsGoOn kills.
func TestTrainsInAProcess(t *testing.T) {
	if os.Getenv(killedRun) == "" {
		t.Skip("only for TestKilledTrainingsGoOn")
	}
	kind, number, _ := strings.Cut(os.Getenv(killedAt), " ")
	left, _ := strconv.Atoi(number)
	die := func(is string) {
		if left--; kind == is && left == 0 {
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				_ = self.Kill()
			}
			select {}
		}
	}
	if kind == "call" {
		defer fault.Inject(func(string, string) error { die("call"); return nil })()
	}
	d := open(t, os.Getenv(killedPhotos))
	o := killedOptions(t, os.Getenv(killedRun))
	r, err := run.Train(t.Context(), d, o, func(e run.Event) {
		if at, known := position(e, o.Settings.Epochs); known {
			fmt.Printf("at %s %v\n", e.Stage, at)
		}
		if kind == "event" {
			die("event")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Model.Release(context.Background())
	fmt.Println("done")
}

// TestKilledTrainingsGoOn kills trainings at random moments, a quarter of them inside a write, and lets them go on, until each has ended: with the
// same model, byte for byte, as one that was never killed. What was done when it was killed is lost for at most an epoch. SIAMFACE_KILLS
// sets another number of kills than the usual few; those that aren't inside a write are then by the clock.
func TestKilledTrainingsGoOn(t *testing.T) {
	kills, byClock := 4, false
	if n, err := strconv.Atoi(os.Getenv("SIAMFACE_KILLS")); err == nil {
		kills, byClock = n, true
	}
	photos := drawings(t, 10, 4).Root
	k := killer{t: t, photos: photos, rng: rand.New(rand.NewPCG(uint64(kills), 1)), byClock: byClock}
	begun := time.Now()
	whole := filepath.Join(t.TempDir(), "whole")
	if _, _, done := k.train(whole, ""); !done {
		t.Fatal("a training that nobody killed did not end")
	}
	k.takes = time.Since(begun)
	want, err := os.ReadFile(filepath.Join(whole, run.ModelFile))
	if err != nil {
		t.Fatal(err)
	}
	trainings, inside, worst := 0, 0, 0.0
	for killed := 0; killed < kills; trainings++ {
		folder := filepath.Join(t.TempDir(), "run")
		reached := 0.0
		for done := false; !done; {
			kill := ""
			if killed < kills {
				kill = k.draw(killed%4 == 0)
			}
			var first, last float64
			first, last, done = k.train(folder, kill)
			if first >= 0 {
				worst = max(worst, reached-first)
				if reached-first > 1+1e-9 {
					t.Errorf("killed after %v epochs, went on after %v", reached, first)
				}
			}
			reached = max(reached, last)
			if !done {
				if killed++; strings.HasPrefix(kill, "call") {
					inside++
				}
			}
		}
		got, err := os.ReadFile(filepath.Join(folder, run.ModelFile))
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("a training that was killed ends with another model; %v", err)
		}
		if left, _ := filepath.Glob(filepath.Join(folder, ".*")); len(left) > 0 {
			t.Errorf("left %v", left)
		}
	}
	t.Logf("%d kills, %d of them inside a write, of %d trainings: at most %.2f epochs were done again", kills, inside, trainings, worst)
}

// killer trains in processes that it kills.
type killer struct {
	t       *testing.T
	photos  string
	rng     *rand.Rand
	byClock bool
	takes   time.Duration // a training that nobody kills
}

// draw is a moment to kill at.
func (k killer) draw(inside bool) string {
	switch {
	case inside:
		return fmt.Sprint("call ", 1+k.rng.IntN(1500))
	case k.byClock:
		return fmt.Sprint("clock ", time.Duration(k.rng.Float64()*float64(k.takes)))
	}
	return fmt.Sprint("event ", 1+k.rng.IntN(40))
}

// train runs a training until it ends or is killed, and says where it was first heard of, −1 for nowhere, and last, in epochs.
func (k killer) train(folder, kill string) (first, last float64, done bool) {
	k.t.Helper()
	command := exec.Command(os.Args[0], "-test.run=^TestTrainsInAProcess$", "-test.v")
	command.Env = append(os.Environ(), killedPhotos+"="+k.photos, killedRun+"="+folder, killedAt+"="+kill)
	out, err := command.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	var complaints bytes.Buffer
	command.Stderr = &complaints
	if err := command.Start(); err != nil {
		k.t.Fatal(err)
	}
	if clock, ok := strings.CutPrefix(kill, "clock "); ok {
		after, _ := time.ParseDuration(clock)
		defer time.AfterFunc(after, func() { _ = command.Process.Kill() }).Stop()
	}
	first, last = -1, 0
	var said strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		fmt.Fprintln(&said, lines.Text())
		var stage string
		var at float64
		if n, _ := fmt.Sscanf(lines.Text(), "at %s %g", &stage, &at); n == 2 {
			if first < 0 {
				first = at
			}
			last = max(last, at)
		}
		done = done || lines.Text() == "done"
	}
	if err := command.Wait(); err != nil && strings.Contains(said.String(), "FAIL") {
		k.t.Fatalf("%v\n%s%s", err, said.String(), complaints.String())
	}
	return first, last, done
}
