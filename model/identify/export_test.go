package identify

// Deal is the fold of each person, which photos are enrolled, and how many folds there are.
func Deal(person []int) (fold map[int]int, enrolled map[int]bool, folds int) {
	d := dealPeople(person)
	fold, enrolled = map[int]int{}, map[int]bool{}
	for i, p := range person {
		fold[p], enrolled[i] = d.fold[d.person[i]], d.isEnrolled[i]
	}
	return fold, enrolled, d.folds
}
