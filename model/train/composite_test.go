package train

import (
	"errors"
	"math"
	"slices"
	"testing"

	"siamface/model/tower"
)

// pictured are the photos of people, so many of each, on which person p's photo k is flat: 100·p + k.
func pictured(t *testing.T, photos ...int) (Set, tower.Recipe) {
	t.Helper()
	r, err := tower.Find(tower.SmallAligned)
	if err != nil {
		t.Fatal(err)
	}
	s := Set{Features: tower.Features{Width: r.Features}}
	for p, n := range photos {
		for k := range n {
			s.Person = append(s.Person, 7*p)
			s.Features.Data = append(s.Features.Data, slices.Repeat([]float32{float32(100*p + k)}, r.Features)...)
		}
	}
	return s, r
}

// TestComposites looks at people who are put together: who they are made of, and where.
func TestComposites(t *testing.T) {
	photos := []int{4, 12, 3, 15, 5, 6, 7, 8, 9}
	s, r := pictured(t, photos...)
	c := newComposites(s, 30, 5, r.Input)
	shown, parents, others := map[int]int{}, map[int][2]int{}, map[float32]bool{}
	for i, who := range c.Person {
		p := c.photos[i]
		two := [2]int{s.Person[p.one] / 7, s.Person[p.others[0]] / 7}
		if known, some := parents[who]; some && known != two || two[0] == two[1] || who <= 56 {
			t.Fatalf("person %d shows persons %v and %v", who, known, two)
		}
		parents[who] = two
		shown[who]++
		row, left := c.draw(nil, i, s.Features), 0
		one := s.Features.Row(p.one)[0]
		for k, v := range row {
			share := p.share[k]
			other := (v - one*(1-share)) / share
			if share > 0.5 {
				left++
			}
			if share > 0.999 {
				others[float32(math.Round(float64(other)))] = true
				if int(other+0.5)/100 != two[1] {
					t.Fatalf("pixel %d of a composite of %v is %v", k, two, v)
				}
			}
		}
		if part := float64(left) / float64(len(row)); part < 0.25 || part > 0.75 {
			t.Errorf("composite %d shows the second person on %.2f of the picture", who, part)
		}
	}
	if len(shown) != 30 {
		t.Errorf("%d composites, want 30", len(shown))
	}
	for who, n := range shown {
		if want := min(photos[parents[who][0]], 10); n != want {
			t.Errorf("composite %d of %v has %d photos, want %d", who, parents[who], n, want)
		}
	}
	if len(others) < 25 {
		t.Errorf("only %d photos of the second people were drawn", len(others))
	}
	drawn := func(seed uint64) []float32 { return newComposites(s, 3, seed, r.Input).draw(nil, 2, s.Features) }
	if !slices.Equal(drawn(5), drawn(5)) || slices.Equal(drawn(5), drawn(6)) {
		t.Error("the seed doesn't say who is put together")
	}
}

// TestCompositesAgainstFormula: a pixel is between the two by the share at its place, in every plane.
func TestCompositesAgainstFormula(t *testing.T) {
	s := Set{Features: tower.Features{Width: 24}, Person: []int{1, 2}}
	for i := range 48 {
		s.Features.Data = append(s.Features.Data, float32(i*i))
	}
	c := newComposites(s, 1, 4, tower.Input{Width: 4, Height: 2, Channels: 3})
	p := c.photos[0]
	one, other := s.Features.Row(p.one), s.Features.Row(p.others[0])
	for i, got := range c.draw(nil, 0, s.Features) {
		if want := one[i]*(1-p.share[i%8]) + other[i]*p.share[i%8]; math.Abs(float64(got-want)) > 1e-3 {
			t.Errorf("value %d is %v, want %v", i, got, want)
		}
	}
}

// TestNoComposites: where there are none to be made the set stays as it is, and where features aren't pictures it is said.
func TestNoComposites(t *testing.T) {
	s, r := pictured(t, 4)
	few, _ := pictured(t, 1, 1, 1, 1)
	if c := newComposites(few, 30, 5, r.Input); len(c.Person) != 6 {
		t.Errorf("%d composites of four people, who make 6 pairs", len(c.Person))
	}
	if c := newComposites(s, 30, 5, r.Input); len(c.Person) > 0 {
		t.Errorf("%d photos of composites of one person", len(c.Person))
	}
	for name, n := range map[string]int{tower.SmallAligned: MostComposites + 1, tower.Gradients: 1, tower.Face: 1, tower.ResNet50: 1} {
		r, err := tower.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		settings := Settings{Epochs: 1, Steps: 1, Feeding: FeedBalanced, Start: StartRandom, Rate: 1, Cut: 1, Patience: 1, Composites: n}
		if err := settings.Fits(r); !errors.Is(err, ErrNoComposites) {
			t.Errorf("%d composites in the recipe %s: %v", n, name, err)
		}
	}
}
