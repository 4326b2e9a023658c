package pace_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"siamface/model/pace"
)

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func after(seconds float64) time.Time {
	return start.Add(time.Duration(seconds * float64(time.Second)))
}

func near(got time.Duration, want, by float64) bool { return math.Abs(got.Seconds()-want) <= by }

// What was thought is told before anything is done; units of one kind share what they take.
func TestWhatIsThought(t *testing.T) {
	phases := []pace.Phase{{"read", "photo", 100}, {"train", "step", 50}, {"check", "step", 150}}
	thought := map[string]float64{"photo": 0.1, "step": 0.2}
	if got := pace.Sum(phases, thought); !near(got, 10+40, 1e-6) {
		t.Errorf("in all %v, want 50 s", got)
	}
	c := pace.New(phases, thought, start)
	c.Note("train", 0, after(10))
	c.Note("train", 1, after(10+50*2)) // ten times slower than thought
	c.Note("check", 0, after(110))
	if got := c.Left(after(110)); !near(got, 300, 20) {
		t.Errorf("after steps of 2 s the 150 that are left take %v, want about 300 s", got)
	}
}

// However wrong the thought, after a tenth of even work the estimate is right to a fifth; nothing is thought of a kind without any.
func TestMeasuredSoon(t *testing.T) {
	for _, thought := range []float64{0, 0.001, 0.01, 0.1, 1, 10} {
		c := pace.New([]pace.Phase{{"read", "photo", 13000}}, map[string]float64{"photo": thought}, start)
		const each = 0.025
		for n := 32; n <= 1300; n += 32 {
			c.Note("read", float64(n)/13000, after(each*float64(n)))
		}
		at := each * 1280
		if got, want := c.Left(after(at)), each*(13000-1280); !near(got, want, 0.2*want) {
			t.Errorf("thought %v s: %v left, want about %.0f s", thought, got, want)
		}
	}
}

// Work that becomes slower, as when the photos that were kept from before are over, is believed within two minutes.
func TestWorkThatChanges(t *testing.T) {
	c := pace.New([]pace.Phase{{"read", "photo", 10000}}, nil, start)
	now := 0.0
	for n := 0; n < 5000; n += 100 {
		now += 0.1
		c.Note("read", float64(n)/10000, after(now))
	}
	for n := 5000; n <= 7000; n += 50 {
		now += 50 * 0.05
		c.Note("read", float64(n)/10000, after(now))
	}
	if got := c.Left(after(now)); !near(got, 150, 30) {
		t.Errorf("3,000 photos of 0.05 s take %v, want about 150 s", got)
	}
}

// The share never falls and ends at 1; the time left never is below zero, whatever comes.
func TestAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		c := pace.New([]pace.Phase{{"a", "x", 5}, {"b", "y", 0}, {"c", "x", 1e9}}, map[string]float64{"x": random.Float64(), "y": 3}, start)
		now, last := 0.0, 0.0
		for range 50 {
			now += random.ExpFloat64()
			c.Note([]string{"a", "b", "c", "none"}[random.IntN(4)], 3*random.Float64()-1, after(now))
			if random.IntN(5) == 0 {
				c.Resize([]string{"a", "c"}[random.IntN(2)], 100*random.Float64()-5)
			}
			share, left := c.Share(after(now)), c.Left(after(now))
			if share < last || share > 1 || left < 0 {
				t.Fatalf("share %v after %v, %v left", share, last, left)
			}
			last = share
		}
		c.Note("c", 1, after(now))
		if share := c.Share(after(now)); share != 1 || c.Left(after(now)) != 0 {
			t.Fatalf("at the end: %v, %v", share, c.Left(after(now)))
		}
	}
}

// A phase that says nothing of itself counts down, and never says that it is over while it isn't.
func TestSilentPhase(t *testing.T) {
	c := pace.New([]pace.Phase{{"measure", "draw", 1}}, map[string]float64{"draw": 10}, start)
	for seconds, want := range map[float64]float64{0: 10, 4: 6, 9: 1, 30: 1} {
		if got := c.Left(after(seconds)); !near(got, want, 1e-6) {
			t.Errorf("after %v s: %v left, want %v s", seconds, got, want)
		}
	}
}

// Rates are those of the whole work.
func TestRates(t *testing.T) {
	c := pace.New([]pace.Phase{{"read", "photo", 10}, {"train", "step", 10}, {"rest", "other", 1}}, nil, start)
	c.Note("read", 0.5, after(10))
	c.Note("train", 0, after(15))
	c.Note("train", 0.1, after(17))
	got := c.Rates()
	if len(got) != 2 || math.Abs(got["photo"]-1.5) > 1e-9 || math.Abs(got["step"]-2) > 1e-9 {
		t.Errorf("%v", got)
	}
}

// Work without end takes a century, not less than nothing.
func TestWorkWithoutEnd(t *testing.T) {
	begun := time.Now()
	clock := pace.New([]pace.Phase{{Name: "training", Kind: "step", Units: 1e16}}, map[string]float64{"step": 0.01}, begun)
	if left := clock.Left(begun); left < 99*365*24*time.Hour {
		t.Errorf("%v left", left)
	}
}

// A machine that is busy with other things now and then doesn't make the estimate of long work jump.
func TestPassingLoad(t *testing.T) {
	c := pace.New([]pace.Phase{{"read", "photo", 13000}}, nil, start)
	for now, done := 0.0, 0.0; now < 400; now++ {
		rate := 24.0
		if int(now)/20%2 == 1 {
			rate = 12
		}
		done += rate
		c.Note("read", done/13000, after(now+1))
		want := (13000 - done) / 18
		if got := c.Left(after(now + 1)); now > 250 && !near(got, want, 0.17*want) {
			t.Errorf("after %v s %v are left, want about %.0f s", now+1, got, want)
		}
	}
}
