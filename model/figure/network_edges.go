package figure

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg"
)

// link is an arrow between two layers. The arrows between neighbouring rows are spread over the boxes' edges: this is the
// out-th of those that leave its source and the in-th of those that reach its target.
type link struct {
	from, to, out, in int
}

// routeArrows finds the arrows' ways. Arrows run only between the rows and, past rows, in lanes right of all boxes, so that none
// crosses a box.
func (n *network) routeArrows() {
	near, far, leaving, reaching := n.listLinks()
	for _, l := range near {
		start, end := n.port(l.from, l.out, leaving[l.from]), n.port(l.to, l.in, reaching[l.to])
		start.Y += boxHeight
		turn := end.Y - rowGap/2
		n.edges = append(n.edges, []vg.Point{start, {X: start.X, Y: turn}, {X: end.X, Y: turn}, end})
	}
	var lanes [][]link
	for _, l := range far {
		lane := slices.IndexFunc(lanes, func(taken []link) bool { return !slices.ContainsFunc(taken, n.sharesRows(l)) })
		if lane < 0 {
			lane = len(lanes)
			lanes = append(lanes, nil)
		}
		lanes[lane] = append(lanes[lane], l)
		n.edges = append(n.edges, n.routeAround(l, n.width-margin+vg.Length(lane+1)*laneGap))
	}
	n.width += vg.Length(len(lanes)) * laneGap
}

// listLinks returns the arrows to the next row and those that go further, the shortest first, and how many of the near ones leave
// and reach each layer.
func (n *network) listLinks() (near, far []link, leaving, reaching []int) {
	leaving, reaching = make([]int, len(n.layers)), make([]int, len(n.layers))
	for to, l := range n.layers {
		for _, from := range l.Inputs {
			if n.rank[to] > n.rank[from]+1 {
				far = append(far, link{from: from, to: to})
				continue
			}
			near = append(near, link{from: from, to: to, out: leaving[from], in: reaching[to]})
			leaving[from]++
			reaching[to]++
		}
	}
	slices.SortStableFunc(far, func(a, b link) int {
		return cmp.Compare(n.rank[a.to]-n.rank[a.from], n.rank[b.to]-n.rank[b.from])
	})
	return near, far, leaving, reaching
}

// sharesRows tells whether another arrow runs past a row that l runs past, so that they can't share a lane.
func (n *network) sharesRows(l link) func(link) bool {
	return func(other link) bool {
		return n.rank[other.from] < n.rank[l.to] && n.rank[l.from] < n.rank[other.to]
	}
}

// routeAround leads an arrow past rows, by the lane at x.
func (n *network) routeAround(l link, x vg.Length) []vg.Point {
	start, end := n.port(l.from, 6, 7), n.port(l.to, 6, 7)
	start.Y += boxHeight
	down, up := start.Y+rowGap/2, end.Y-rowGap/2
	return []vg.Point{start, {X: start.X, Y: down}, {X: x, Y: down}, {X: x, Y: up}, {X: end.X, Y: up}, end}
}

// port returns the k-th of count points spread evenly over the top of a box.
func (n *network) port(i, k, count int) vg.Point {
	share := vg.Length(k+1) / vg.Length(count+1)
	return vg.Point{X: n.at[i].X + n.boxWidth()*share, Y: n.at[i].Y}
}
