package window

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"siamface/model/dataset"
	"siamface/widgets"
)

// splits are the uses of a person in the order of the selections.
var splits = []dataset.Split{dataset.Train, dataset.Validation, dataset.Test}

// peoplePane lists the people, after a first line for everyone.
type peoplePane struct {
	t       *datasetTab
	content fyne.CanvasObject
	list    *widgets.PeopleList
	splits  *widgets.Select

	wanted string // what is searched for, in lower case
	only   int    // 0: every split, else the split's place + 1
	shown  []int  // the people listed, by their place in the dataset
}

func newPeoplePane(t *datasetTab) *peoplePane {
	p := &peoplePane{t: t}
	p.list = widgets.NewPeopleList(func(int) { t.photos.show(p.chosen()) })
	p.splits = widgets.NewSelect(func(i int) {
		p.only = i
		p.refresh(-1)
	})
	p.content = container.NewBorder(nil, p.splits, nil, nil, p.list)
	return p
}

func (p *peoplePane) retranslate() {
	p.splits.SetWords(append([]string{p.t.Words.Text("split.all")}, p.t.Words.SplitNames()...)...)
	p.list.Update()
}

// showEveryone lists the people of a folder just opened and chooses everyone.
func (p *peoplePane) showEveryone() {
	p.reveal(-1)
}

func (p *peoplePane) filter(text string) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == p.wanted {
		return
	}
	p.wanted = text
	p.refresh(-1)
}

// reveal chooses a person of the dataset, or everyone, whatever was searched for.
func (p *peoplePane) reveal(person int) {
	p.wanted, p.only = "", 0
	p.t.search.SetText("")
	p.splits.Pick(0)
	p.refresh(person)
}

// refresh lists who matches, and chooses a person of the dataset, or everyone.
func (p *peoplePane) refresh(person int) {
	d := p.t.Folder.Whole
	if d == nil {
		return
	}
	var shown []int // a new slice: the list still shows the old one
	row := 0
	for i, who := range d.People {
		if strings.Contains(strings.ToLower(who.Name), p.wanted) && (p.only == 0 || who.Split == splits[p.only-1]) {
			shown = append(shown, i)
			if i == person {
				row = len(shown)
			}
		}
	}
	p.shown = shown
	p.list.SetPeople(len(shown)+1, func(i int) widgets.Person {
		if i == 0 {
			return p.everyone()
		}
		who := d.People[shown[i-1]]
		row := widgets.Person{Name: who.Name, Count: p.t.Folder.CountUsed(who), Split: p.t.Words.SplitNames()[who.Split]}
		if row.Count == 0 {
			row.Split = p.t.Words.Text("badge.leftout")
		}
		return row
	})
	p.list.Select(row)
}

// everyone is the first line, which stands for all those listed.
func (p *peoplePane) everyone() widgets.Person {
	photos := 0
	for _, i := range p.shown {
		photos += p.t.Folder.CountUsed(p.t.Folder.Whole.People[i])
	}
	return widgets.Person{Name: p.t.Words.Text("people.everyone"), Count: photos}
}

// chosen are the people whose photos are to be shown.
func (p *peoplePane) chosen() []int {
	row := p.list.Selected()
	if row <= 0 {
		return p.shown
	}
	return p.shown[row-1 : row]
}
