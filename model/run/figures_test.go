package run

import (
	"testing"

	"siamface/model/figure"
	"siamface/model/network"
)

// A layer is of the part of its parameters; without any, of that which it follows.
func TestPartsOfTheNetwork(t *testing.T) {
	before := []figure.Layer{{Part: figure.NoPart}, {Part: figure.Frozen}, {Part: figure.Trained}}
	for _, c := range []struct {
		row  network.Layer
		in   []int
		want figure.LayerPart
	}{
		{network.Layer{}, []int{0}, figure.NoPart},
		{network.Layer{}, []int{1}, figure.Frozen},
		{network.Layer{}, []int{1, 2}, figure.Trained},
		{network.Layer{Parameters: []network.Parameter{{Frozen: true}}}, []int{0}, figure.Frozen},
		{network.Layer{Parameters: []network.Parameter{{Statistic: true}}}, []int{0}, figure.Frozen},
		{network.Layer{Parameters: []network.Parameter{{Statistic: true}, {}}}, []int{1}, figure.Trained},
	} {
		if got := partOf(c.row, figure.Layer{Inputs: c.in}, before); got != c.want {
			t.Errorf("%+v after %v is %v, want %v", c.row, c.in, got, c.want)
		}
	}
}
