//! Columns that were read straight across, where not every cut can be right.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use restitch::repair::{Options, repair};
use restitch::ruleset::RuleSet;

/// Three columns, with what a reader makes of the rules between them.
const ROWS: &str = "\
村里的老磨坊去年夏天被大水 县城中学的天文小组最近有了 ”河边新开的修船铺只有一间小\n\
冲坏了一面墙，磨盘也歪到了 ”自己的望远镜，是一位退休的 ”屋，主人是从海边回来的年轻\n\
一边，大家都以为它再也转不 。 工程师捐出来的。每到晴朗的 人。他在船厂里学了六年手\n\
起来了。今年开春，几位上了 晚上，学生们就把它搬到操场 艺，知道怎样挑选木料，也会\n\
年纪的石匠带着徒弟回来，用 ”中间，轮流观看月亮上的山和 修理各种发动机。镇上的渔民\n\
了两个月的工夫，把墙一块一 谷。指导老师要求每个人把看 。 起初不太相信他，后来有人把\n\
块砌好，又从山后的采石场运 到的东西画下来，画得不像也 一条漏水的旧船拖了过来，他\n\
来一根新的木轴。第一次放水 没有关系，重要的是看得仔 ”只用五天就补好了，还把船底\n\
的那天，全村的人都站在沟边 ”细。小组里年纪最小的女孩已 ”重新刷了一遍油漆。从那以\n\
看。水轮先是慢慢地动了一 。 经画满了三本练习簿。她说以 后，小屋门前总是停着两三条\n\
下，接着越转越快，磨坊里传 后想去高原上的天文台工作， 等待修理的船，他不得不请了\n\
出了久违的响声。老石匠说， ”那里的空气干净，一年有三百 一个帮手，并且把工具棚又扩\n\
磨出来的面要先送给帮过忙的 个晚上能看见星星。今年的雨 。 大了一倍。";

/// Their lines.
const LINES: [&str; 39] = [
    "村里的老磨坊去年夏天被大水",
    "冲坏了一面墙，磨盘也歪到了",
    "一边，大家都以为它再也转不",
    "起来了。今年开春，几位上了",
    "年纪的石匠带着徒弟回来，用",
    "了两个月的工夫，把墙一块一",
    "块砌好，又从山后的采石场运",
    "来一根新的木轴。第一次放水",
    "的那天，全村的人都站在沟边",
    "看。水轮先是慢慢地动了一",
    "下，接着越转越快，磨坊里传",
    "出了久违的响声。老石匠说，",
    "磨出来的面要先送给帮过忙的",
    "县城中学的天文小组最近有了",
    "自己的望远镜，是一位退休的",
    "工程师捐出来的。每到晴朗的",
    "晚上，学生们就把它搬到操场",
    "中间，轮流观看月亮上的山和",
    "谷。指导老师要求每个人把看",
    "到的东西画下来，画得不像也",
    "没有关系，重要的是看得仔",
    "细。小组里年纪最小的女孩已",
    "经画满了三本练习簿。她说以",
    "后想去高原上的天文台工作，",
    "那里的空气干净，一年有三百",
    "个晚上能看见星星。今年的雨",
    "河边新开的修船铺只有一间小",
    "屋，主人是从海边回来的年轻",
    "人。他在船厂里学了六年手",
    "艺，知道怎样挑选木料，也会",
    "修理各种发动机。镇上的渔民",
    "起初不太相信他，后来有人把",
    "一条漏水的旧船拖了过来，他",
    "只用五天就补好了，还把船底",
    "重新刷了一遍油漆。从那以",
    "后，小屋门前总是停着两三条",
    "等待修理的船，他不得不请了",
    "一个帮手，并且把工具棚又扩",
    "大了一倍。",
];

/// Dirt that stands apart from both lines is the column rule's, and goes with it.
#[test]
fn what_stands_apart_on_a_column_rule_goes_with_it() {
    let text = columns_of(ROWS);
    let apart: Vec<&str> = text.lines().filter(|line| line.starts_with("。 ") || line.ends_with(" 。")).collect();
    assert!(apart.is_empty(), "stand apart: {apart:?}");
}

#[test]
fn columns_are_followed_over_dirt_on_their_rules() {
    let text = columns_of(ROWS);
    let bare = |line: &str| line.trim_matches(|c: char| "”。 ".contains(c)).to_string();
    let found: Vec<String> = text.lines().map(bare).collect();
    let right = LINES.iter().filter(|line| found.contains(&bare(line))).count();
    assert!(right >= 30, "{right} of {} lines:\n{text}", LINES.len());
}

/// What becomes of rows that were read across.
fn columns_of(rows: &str) -> String {
    let rules = RuleSet::embedded().unwrap().filtered(|rule| &*rule.id == "interleaved-columns");
    repair(rows.to_string(), &rules, &Options::default()).document.text().to_string()
}
