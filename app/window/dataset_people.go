package window

import (
	"slices"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"siamface/model/dataset"
	"siamface/model/format"
	"siamface/model/spelling"
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
	nobody  *widget.Label // in place of people

	wanted []string // the words that are searched for, each as spelling.Likeness has it
	names  []string // of the folder's people, likewise
	only   int      // 0: every split, else the split's place + 1
	shown  []int    // the people listed, by their place in the dataset
}

func newPeoplePane(t *datasetTab) *peoplePane {
	p := &peoplePane{t: t}
	p.list = widgets.NewPeopleList(func(int) { t.photos.show(p.chosen()) })
	p.list.WriteCount = func(n int) string { return format.Count(n) }
	p.splits = widgets.NewSelect(func(i int) {
		p.only = i
		p.refresh(-1)
	})
	p.nobody = widget.NewLabel("")
	p.nobody.Alignment, p.nobody.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	p.nobody.Hide()
	p.content = container.NewBorder(nil, p.splits, nil, nil, container.NewStack(p.list, container.NewCenter(fixWidth(136, p.nobody))))
	return p
}

func (p *peoplePane) retranslate() {
	p.splits.SetWords(append([]string{p.t.Words.Text("split.all")}, p.t.Words.SplitNames()...)...)
	p.list.Update()
}

// showEveryone lists the people of a folder just opened and chooses everyone.
func (p *peoplePane) showEveryone() {
	p.names = nil
	if d := p.t.Folder.Whole; d != nil {
		for _, who := range d.People {
			p.names = append(p.names, spelling.Likeness(who.Name))
		}
	}
	p.reveal(-1)
}

// filter lists those whose names hold all the words of a text, whatever parts them and whatever accents they have.
func (p *peoplePane) filter(text string) {
	words := strings.Fields(spelling.Likeness(text))
	if strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
		words = nil
	}
	if slices.Equal(words, p.wanted) {
		return
	}
	p.wanted = words
	p.refresh(-1)
}

// matches tells whether a person of the dataset is one of those searched for.
func (p *peoplePane) matches(i int) bool {
	return !slices.ContainsFunc(p.wanted, func(word string) bool { return !strings.Contains(p.names[i], word) })
}

// reveal chooses a person of the dataset, or everyone, whatever was searched for.
func (p *peoplePane) reveal(person int) {
	p.wanted, p.only = nil, 0
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
		if p.matches(i) && (p.only == 0 || who.Split == splits[p.only-1]) {
			shown = append(shown, i)
			if i == person {
				row = len(shown)
			}
		}
	}
	p.shown = shown
	p.sayNobody(len(shown) == 0)
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

// sayNobody says in place of the photos that nobody is called like that.
func (p *peoplePane) sayNobody(nobody bool) {
	text := strings.TrimSpace(p.t.search.Text)
	setVisible(p.nobody, nobody && text != "")
	p.nobody.SetText(p.t.Words.Text("people.nobody", text))
}

// enter goes from the search into the list, to the first who was found.
func (p *peoplePane) enter() {
	if len(p.shown) > 0 && len(p.wanted) > 0 && p.list.Selected() <= 0 {
		p.list.Select(1)
	}
	p.list.Focus()
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
