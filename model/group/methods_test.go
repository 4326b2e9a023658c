package group_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"siamface/model/group"
)

// method is a way to put faces together, with the distance that it takes.
type method struct {
	name string
	join func(d *pairwise, threshold float64) []int
}

// methods are Join's and others that are in use for faces.
func methods(f group.Faces, b *testing.B) []method {
	unweighted := f
	unweighted.Weight = nil
	ours := func(f group.Faces) func(*pairwise, float64) []int {
		return func(_ *pairwise, threshold float64) []int {
			found, err := group.Join(b.Context(), f, threshold, nil)
			if err != nil {
				b.Fatal(err)
			}
			return found
		}
	}
	linkage := func(update func(a, b, na, nb float64) float64) func(*pairwise, float64) []int {
		return func(d *pairwise, threshold float64) []int { return d.link(threshold, update) }
	}
	return []method{
		{"average linkage, weighted by quality", ours(f)},
		{"average linkage", ours(unweighted)},
		{"complete linkage", linkage(func(a, b, _, _ float64) float64 { return max(a, b) })},
		{"single linkage", linkage(func(a, b, _, _ float64) float64 { return min(a, b) })},
		{"chinese whispers", (*pairwise).whisper},
	}
}

// pairwise are the distances of all pairs.
type pairwise struct {
	n int
	d []float32
}

func (p *pairwise) at(i, j int) float32 { return p.d[i*p.n+j] }

func measurePairs(f group.Faces) *pairwise {
	p := &pairwise{n: len(f.Photo)}
	p.d = make([]float32, p.n*p.n)
	for i := range p.n {
		a := f.Embeddings[i*f.Dim : (i+1)*f.Dim]
		for j := range i {
			dot := float32(0)
			for k, v := range f.Embeddings[j*f.Dim : (j+1)*f.Dim] {
				dot += a[k] * v
			}
			distance := float32(math.Sqrt(max(0, float64(2-2*dot))))
			p.d[i*p.n+j], p.d[j*p.n+i] = distance, distance
		}
	}
	return p
}

// link joins the two closest groups until none are closer than the threshold. The new group's distance to a third is made of the two
// old ones (Lance and Williams, 1967).
func (p *pairwise) link(threshold float64, update func(a, b, na, nb float64) float64) []int {
	d, size, alive := slices.Clone(p.d), make([]float64, p.n), make([]bool, p.n)
	label, closest := make([]int, p.n), make([]int, p.n)
	find := func(i int) {
		closest[i] = -1
		for j := range p.n {
			if j != i && alive[j] && (closest[i] < 0 || d[i*p.n+j] < d[i*p.n+closest[i]]) {
				closest[i] = j
			}
		}
	}
	for i := range p.n {
		size[i], alive[i], label[i] = 1, true, i
	}
	for i := range p.n {
		find(i)
	}
	for {
		at := -1
		for i := range p.n {
			if alive[i] && closest[i] >= 0 && (at < 0 || d[i*p.n+closest[i]] < d[at*p.n+closest[at]]) {
				at = i
			}
		}
		if at < 0 || float64(d[at*p.n+closest[at]]) >= threshold {
			return label
		}
		into, gone := at, closest[at]
		alive[gone] = false
		for k := range p.n {
			if !alive[k] || k == into {
				continue
			}
			v := float32(update(float64(d[into*p.n+k]), float64(d[gone*p.n+k]), size[into], size[gone]))
			d[into*p.n+k], d[k*p.n+into] = v, v
		}
		size[into] += size[gone]
		for k := range p.n {
			if label[k] == gone {
				label[k] = into
			}
		}
		find(into)
		for k := range p.n {
			if alive[k] && k != into && (closest[k] == gone || closest[k] == into || d[k*p.n+into] < d[k*p.n+closest[k]]) {
				find(k)
			}
		}
	}
}

// whisper has each face take the label that weighs most among those closer than the threshold, twenty times in a random order: Biemann,
// "Chinese whispers", TextGraphs 2006.
func (p *pairwise) whisper(threshold float64) []int {
	random := rand.New(rand.NewPCG(1, 1))
	label := make([]int, p.n)
	for i := range label {
		label[i] = i
	}
	for range 20 {
		for _, i := range random.Perm(p.n) {
			weight := map[int]float64{}
			best := label[i]
			for j := range p.n {
				if d := float64(p.at(i, j)); j != i && d < threshold {
					weight[label[j]] += 1 - d*d/2
					if w := weight[label[j]]; w > weight[best] || w == weight[best] && label[j] < best {
						best = label[j]
					}
				}
			}
			label[i] = best
		}
	}
	return label
}

// TestLinkageIsAverage: Join is the textbook's average linkage, here of squared distances.
func TestLinkageIsAverage(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 1))
	f := group.Faces{Dim: 3}
	for i := range 60 {
		row := []float64{random.NormFloat64(), random.NormFloat64(), random.NormFloat64()}
		scale(row, 1)
		for _, v := range row {
			f.Embeddings = append(f.Embeddings, float32(v))
		}
		f.Photo = append(f.Photo, i)
	}
	const threshold = 0.7
	squares := measurePairs(f)
	for i, d := range squares.d {
		squares.d[i] = d * d
	}
	want := squares.link(threshold*threshold, func(a, b, na, nb float64) float64 { return (na*a + nb*b) / (na + nb) })
	got, err := group.Join(t.Context(), f, threshold, nil)
	if err != nil {
		t.Fatal(err)
	}
	if q := measureGroups(got, want); q.f1 < 1-1e-9 || q.pairRecall == 0 {
		t.Errorf("Join differs from average linkage: B³ %.4f", q.f1)
	}
}

// BenchmarkMethods compares ways to put a crowd together: each takes the distance that was best for it on other people.
func BenchmarkMethods(b *testing.B) {
	const people = 1500
	learn, learnt := crowd(b, people, 2)
	f, person := crowd(b, people, 1)
	known, d := measurePairs(learn), measurePairs(f)
	others := methods(learn, b)
	for i, m := range methods(f, b) {
		b.Run(m.name, func(b *testing.B) {
			best, at := 0.0, 0.0
			for threshold := 0.6; threshold < 1.3; threshold += 0.05 {
				if q := measureGroups(others[i].join(known, threshold), learnt); q.f1 > best {
					best, at = q.f1, threshold
				}
			}
			var q quality
			for b.Loop() {
				q = measureGroups(m.join(d, at), person)
			}
			b.Logf("threshold %.2f of %d other faces; %d faces: B³ F1 %.2f %% (%.2f, %.2f), pairs %.2f, %.2f %%", at, known.n, d.n, 100*q.f1, 100*q.precision, 100*q.recall, 100*q.pairPrecision, 100*q.pairRecall)
			b.ReportMetric(100*q.f1, "B³")
		})
	}
}
