package train

import (
	"math"
	"testing"
)

func TestScheduledRates(t *testing.T) {
	s := Settings{Epochs: 10, Steps: 10, Rate: 2, Schedule: ScheduleCosine, WarmUp: 2}
	one := s
	one.Schedule = ScheduleOneCycle
	whole := s
	whole.WarmUp = 99
	for _, c := range []struct {
		name string
		s    Settings
		step int
		want float64
	}{
		{"cosine, first", s, 0, 0.1},
		{"cosine, in the warm-up", s, 9, 1},
		{"cosine, at its top", s, 20, 2},
		{"cosine, half down", s, 60, 1},
		{"cosine, last", s, 99, 1 + math.Cos(math.Pi*79/80)},
		{"cosine, all of it warm-up", whole, 99, 2},
		{"one cycle, first", one, 0, 2. / 25},
		{"one cycle, half up", one, 15, 1.06},
		{"one cycle, last", one, 99, 2. / 250000},
	} {
		if got := c.s.rateAt(c.step); math.Abs(got-c.want) > 0.02*c.want+1e-12 {
			t.Errorf("%s: rate %v, want %v", c.name, got, c.want)
		}
	}
	if s.isPlanned() == (Settings{}).isPlanned() {
		t.Error("the plateau isn't told from what is planned")
	}
}

// TestScheduledRatesRiseAndFall goes through whole trainings, the shortest among them: one rise, one fall, within the rate.
func TestScheduledRatesRiseAndFall(t *testing.T) {
	for _, s := range []Settings{
		{Epochs: 1, Steps: 1, Rate: 1}, {Epochs: 1, Steps: 2, Rate: 1}, {Epochs: 7, Steps: 13, Rate: 0.3, WarmUp: 3},
	} {
		for _, s.Schedule = range []string{ScheduleCosine, ScheduleOneCycle} {
			turns, before, rising := 0, 0.0, true
			for step := range s.Epochs * s.Steps {
				r := s.rateAt(step)
				if !(r > 0) || r > s.Rate*(1+1e-9) {
					t.Fatalf("%+v: rate %v at step %d", s, r, step)
				}
				if up := r >= before; up != rising {
					turns, rising = turns+1, up
				}
				before = r
			}
			if turns > 1 {
				t.Errorf("%+v: the rate turns %d times", s, turns)
			}
		}
	}
}
