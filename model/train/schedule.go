package train

import "math"

// The schedules of the learning rate.
const (
	// SchedulePlateau cuts the rate after a while without a better validation loss, as published.
	SchedulePlateau = "plateau"
	// ScheduleCosine rises evenly over the warm-up (Goyal and others, "Accurate, large minibatch SGD", 2017) and falls to 0 along
	// half a cosine (Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017), without restarts.
	ScheduleCosine = "cosine"
	// ScheduleOneCycle rises from a 25th of the rate over the first 30 % of the steps and falls to a 250,000th, both along half a
	// cosine (Smith and Topin, "Super-convergence", 2019). Adam's moments stay as they are.
	ScheduleOneCycle = "one-cycle"
)

// Schedules lists the schedules; the first is the default.
func Schedules() []string { return []string{SchedulePlateau, ScheduleCosine, ScheduleOneCycle} }

func orPlateau(schedule string) string {
	if schedule == "" {
		return SchedulePlateau
	}
	return schedule
}

// isPlanned says whether the rate of each step is known from the start.
func (s Settings) isPlanned() bool { return orPlateau(s.Schedule) != SchedulePlateau }

// HasWarmUp says whether the schedule has a warm-up to be chosen.
func (s Settings) HasWarmUp() bool { return s.Schedule == ScheduleCosine }

// rateAt is the planned rate of a step, from 0, of all steps of the training.
func (s Settings) rateAt(step int) float64 {
	all := s.Epochs * s.Steps
	if s.Schedule == ScheduleCosine {
		warm := min(s.WarmUp, s.Epochs) * s.Steps
		if step < warm {
			return s.Rate * float64(step+1) / float64(warm)
		}
		return easeRate(s.Rate, 0, float64(step-warm)/float64(all-warm))
	}
	const (
		first  = 25.0
		last   = 1e4
		rising = 0.3
	)
	top := rising * float64(all-1)
	if float64(step) < top {
		return easeRate(s.Rate/first, s.Rate, float64(step)/top)
	}
	return easeRate(s.Rate, s.Rate/first/last, (float64(step)-top)/max(float64(all-1)-top, 1))
}

// easeRate goes from a to b along half a cosine as done goes from 0 to 1.
func easeRate(a, b, done float64) float64 { return b + (a-b)*(1+math.Cos(math.Pi*done))/2 }
