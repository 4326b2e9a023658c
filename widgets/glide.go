package widgets

import (
	"time"

	"fyne.io/fyne/v2"
)

// glideFor is how long a turn of the wheel goes on.
const glideFor = 240 * time.Millisecond

// glide is an offset between 0 and a limit that moves at most once a frame, however many events ask for it: an event only says where
// it is to go.
type glide struct {
	limit func() float32
	moved func() // the offset is another one, or has come to rest

	at, target float32
	motion     *fyne.Animation // that goes on, nil for none
}

// jump goes to an offset at once.
func (g *glide) jump(to float32) {
	g.stop()
	g.at = g.clamp(to)
	g.moved()
}

// push glides on by a length and comes to rest; pushes add up.
func (g *glide) push(by float32) {
	from := g.at
	if g.motion != nil {
		from = g.target
	}
	g.stop()
	start := g.at
	g.target = g.clamp(from + by)
	g.start(glideFor, func(share float32) float32 { return start + share*(g.target-start) })
}

// follow goes to an offset with the next frame, as a hand does that drags.
func (g *glide) follow(to float32) {
	g.target = g.clamp(to)
	if g.motion == nil {
		g.start(time.Millisecond, func(float32) float32 { return g.target })
	}
}

// stop ends a motion where it is.
func (g *glide) stop() {
	if g.motion != nil {
		g.motion.Stop()
		g.motion = nil
	}
}

// start moves along a way, which gives the offset for each share of the time.
func (g *glide) start(duration time.Duration, way func(share float32) float32) {
	var motion *fyne.Animation
	motion = fyne.NewAnimation(duration, func(share float32) {
		if g.motion != motion {
			return
		}
		g.at = g.clamp(way(share))
		if share >= 1 {
			g.motion, g.at = nil, g.target
		}
		g.moved()
	})
	motion.Curve = fyne.AnimationEaseOut
	g.motion = motion
	motion.Start()
}

func (g *glide) clamp(at float32) float32 { return max(min(at, g.limit()), 0) }
