// Package pace says how far work of several phases is, and how long all of it will still take: one estimate from the first photo read to
// the last file written.
//
// A phase has units, such as photos or steps. Before any is done, a unit takes what it is thought to; what units have taken replaces that
// bit by bit, for all phases whose units are of the same kind. Old units count less than new ones, so that work that becomes faster or
// slower is believed soon.
package pace

import (
	"math"
	"slices"
	"sync"
	"time"
)

// Phase is a part of the work.
type Phase struct {
	Name  string
	Kind  string  // of its units: phases of one kind take equally long for one
	Units float64 // 0 or more
}

const (
	// priorSeconds is how many seconds of work weigh as much as what was thought before.
	priorSeconds = 1.0
	// halfLife is after how many seconds of work a unit counts half, at first. A tenth of what its kind took is added: of long work more is
	// known, and its estimate doesn't jump with each passing load of the machine.
	halfLife = 10.0
	steadier = 0.1
	// overdue is the share of what is left of a phase that stays when it takes longer than it should.
	overdue = 0.1
)

// Clock follows work that begins with the first phase. Its methods may be called by several goroutines.
type Clock struct {
	mu      sync.Mutex
	phases  []Phase
	kinds   map[string]*kind
	at      int     // the running phase
	done    float64 // units of it
	begun   time.Time
	noted   time.Time // of the last note
	highest float64   // share told
}

// kind is what is known of units of a kind.
type kind struct {
	thought        float64 // seconds that a unit is thought to take
	seconds, units float64 // of the newest work, older work weighing less
	total, all     float64 // seconds and units of all the work
}

// each is the seconds that a unit takes: the geometric mean of what was thought and what was measured, since a thought may be wrong by
// a factor. Each weighs by its seconds, and the thought fades as old work does.
func (k *kind) each() float64 {
	measured := k.seconds / k.units
	switch {
	case !(k.units > 0 && k.seconds > 0):
		return k.thought
	case k.thought <= 0:
		return measured
	}
	prior := priorSeconds * math.Exp2(-k.total/halfLife)
	return math.Exp((prior*math.Log(k.thought) + k.seconds*math.Log(measured)) / (prior + k.seconds))
}

func (k *kind) note(seconds, units float64) {
	fade := math.Exp2(-seconds / (halfLife + steadier*k.total))
	k.seconds, k.units = fade*k.seconds+seconds, fade*k.units+units
	k.total, k.all = k.total+seconds, k.all+units
}

// New begins work of some phases, of which there is one at least. thought are the seconds that a unit of each kind is thought to take;
// one of a kind that isn't named counts nothing until some are done.
func New(phases []Phase, thought map[string]float64, now time.Time) *Clock {
	c := &Clock{phases: slices.Clone(phases), kinds: map[string]*kind{}, begun: now, noted: now}
	for _, p := range phases {
		if c.kinds[p.Kind] == nil {
			c.kinds[p.Kind] = &kind{thought: thought[p.Kind]}
		}
	}
	return c
}

// Note says that a share, from 0 to 1, of a phase is done; the phases before it are over. A phase that there isn't, and one that is over,
// change nothing.
func (c *Clock) Note(name string, share float64, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := slices.IndexFunc(c.phases, func(p Phase) bool { return p.Name == name })
	if at < c.at {
		return
	}
	if at > c.at { // the time since the last note went into the rest of the phase before
		c.noteUnits(c.phases[c.at].Units-c.done, now)
		c.at, c.done = at, 0
	}
	if done := min(max(share, 0), 1) * c.phases[at].Units; done > c.done {
		c.noteUnits(done-c.done, now)
		c.done = done
	}
}

func (c *Clock) noteUnits(units float64, now time.Time) {
	seconds := now.Sub(c.noted).Seconds()
	c.noted = now
	c.kinds[c.phases[c.at].Kind].note(max(seconds, 0), max(units, 0))
}

// Resize says that a phase has another number of units than was thought. That of one that is over counts no more.
func (c *Clock) Resize(name string, units float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.phases {
		if c.phases[i].Name == name && i >= c.at {
			c.phases[i].Units = max(units, 0)
		}
	}
}

// mostLeft is the longest that is told, in seconds: a century, which a Duration holds.
const mostLeft = 100 * 365 * 24 * 3600

// Left is how long all that is left will take, up to a century.
func (c *Clock) Left(now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Duration(min(c.secondsLeft(now), mostLeft) * float64(time.Second))
}

func (c *Clock) secondsLeft(now time.Time) float64 {
	sum := 0.0
	for i, p := range c.phases[c.at:] {
		each := c.kinds[p.Kind].each()
		if i > 0 {
			sum += each * p.Units
			continue
		}
		rest := each * max(p.Units-c.done, 0)
		sum += max(rest-now.Sub(c.noted).Seconds(), overdue*rest)
	}
	return sum
}

// Share is how much of the time that all takes is over, from 0 to 1. It never falls.
func (c *Clock) Share(now time.Time) float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	spent, left := now.Sub(c.begun).Seconds(), c.secondsLeft(now)
	if spent+left > 0 {
		c.highest = max(c.highest, min(spent/(spent+left), 1))
	}
	return c.highest
}

// Rates are the seconds that a unit of each kind took in the mean, for the next time; of a kind of which nothing was done there is none.
func (c *Clock) Rates() map[string]float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	rates := map[string]float64{}
	for name, k := range c.kinds {
		if k.all > 0 && k.total > 0 {
			rates[name] = k.total / k.all
		}
	}
	return rates
}

// Sum is how long phases are thought to take in all, before anything was done.
func Sum(phases []Phase, thought map[string]float64) time.Duration {
	return New(phases, thought, time.Time{}).Left(time.Time{})
}
