package tower

// Design is what a tower is built from: its network, and how its photos are prepared.
type Design struct {
	Name string // of the recipe
	// Input is what the network sees of a photo.
	Input Input
	Network
	// Damped says that in the head's closed form the directions count less in which the people differ most whom it is solved from.
	Damped bool
}

// ComputesOnce tells whether a part of the network that never changes takes photos' values, so that its features are computed once.
func (d Design) ComputesOnce() bool { return d.Input.Size() > 0 && d.Features != d.Input.Size() }
