package dataset

import "siamface/model/language"

// Sentences are the warnings about a folder, with their parts, and the reasons for which something in it isn't used.
var Sentences = []language.Text{
	{English: "{0} and {1} are one person by name{2}: their photos are put together.", Chinese: "{0} 与 {1} 按姓名是同一人{2}：其照片已合并。"},
	{English: "{0} and {1} are the same person by name{2}: only the photos of {3} are used.", Chinese: "{0} 与 {1} 按姓名是同一人{2}：只使用 {3} 的照片。"},
	{
		English: "{0} and {1} may be one person, spelt in two ways: if they are, the numbers are wrong until their photos lie in one folder.",
		Chinese: "{0} 与 {1} 可能是同一人的两种写法：若是，把照片放进同一个文件夹之前，各项指标都不可信。",
	},
	{English: "{0} more people may be others, spelt in two ways.", Chinese: "另有 {0} 人也可能与他人是同一人的两种写法。"},
	{
		English: "{0} holds folders ({1}) but stands among the folders of people, so it is taken for a person and its photos aren't used: " +
			"put everybody into folders named Training and Testing, or all side by side.",
		Chinese: "{0} 含有子文件夹（{1}），却与人员文件夹并列，因而被当作一个人，其中的照片未使用：请把所有人放进名为 Training 和 Testing 的文件夹，或全部并列放置。",
	},
	{English: "{0} in folders inside {1} ({2}) aren't used: {3}.", Chinese: "{1} 内的子文件夹（{2}）中有{0}未使用：{3}。"},
	{English: "{0} in {1} itself aren't used: {2}.", Chinese: "{1} 本身含有的{0}未使用：{2}。"},
	{
		English: "a person's photos lie in the person's folder itself; if those folders are the people, open {0}",
		Chinese: "每个人的照片应直接放在此人的文件夹中；若这些子文件夹就是人员，请打开 {0}",
	},
	{English: "a person's photos lie in the person's folder itself", Chinese: "每个人的照片应直接放在此人的文件夹中"},
	{English: "if it is one person's folder, open the one above it, {0}", Chinese: "若这是一个人的文件夹，请打开其上一级 {0}"},
	{English: "if it is one person's folder, open the one above it", Chinese: "若这是一个人的文件夹，请打开其上一级"},
	{English: "{0} photos", Chinese: " {0} 张照片"},
	{English: "{0} photo", Chinese: " {0} 张照片"},
	{English: " (their accents are stored in two ways (Unicode NFC and NFD))", Chinese: "（重音符号的存储方式不同：Unicode NFC 与 NFD）"},
	{English: " (they differ in upper and lower case alone)", Chinese: "（仅大小写不同）"},
	{English: " (they differ in letter case, spaces or invisible marks alone)", Chinese: "（仅大小写、空格或不可见字符不同）"},
	{English: "a folder beside those of the split", Chinese: "不属于训练/测试划分的文件夹"},
	{English: "a folder inside a person's folder", Chinese: "人员文件夹中的子文件夹"},
	{English: "no photos in it", Chinese: "其中没有照片"},
	{English: "no readable photo in it", Chinese: "其中没有可读取的照片"},
	{English: "not in a person's folder", Chinese: "不在人员文件夹中"},
	{English: "a run of Siamface: its pictures are figures", Chinese: "Siamface 的训练结果：其中的图片是图表"},
	{English: "a link that leads nowhere", Chinese: "失效的链接"},
	{English: "a link back into the folder", Chinese: "指回本文件夹的链接"},
	{English: "a link to a folder that is read already", Chinese: "指向已读取文件夹的链接"},
}
