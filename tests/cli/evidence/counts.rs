//! Counts of people, and places.

use super::{Case, check};

#[test]
fn counts_by_whatever_name() {
    const CASES: &[Case] = &[
        (
            "Shooting Date,Town,Persons Killed,Persons Wounded,Suspects Killed\n2022-01-02,Ames,3,4,1\n2022-01-03,Akron,0,2,0\n",
            "date killed wounded location",
            &["2022-01-02 | 3 | 4 | Ames", "2022-01-03 | 0 | 2 | Akron"],
        ),
        (
            "year,storm name,Deaths Total,Number Injured,Houses Destroyed\n1999,Anna,10,20,300\n2000,Bert,11,21,301\n",
            "date title killed wounded",
            &["1999 | Anna | 10 | 20", "2000 | Bert | 11 | 21"],
        ),
        (
            "date,battle,deaths_low,deaths_best,deaths_high\n1916-07-01,Ridge,90,100,130\n1917-07-31,Mud,70,70,70\n",
            "title killed",
            &["Ridge | 100 in 90..130", "Mud | 70"],
        ),
        (
            "event,day,min_fatalities,max_fatalities\nFire,2001-02-03,10,20\nFlood,2001-02-04,5,5\n",
            "title killed",
            &["Fire | 10..20", "Flood | 5"],
        ),
        (
            "when,name,nkill,nwound,nkillter\n2001-02-03,Market,5,6,1\n2001-02-04,Station,7,8,2\n",
            "title killed wounded",
            &["Market | 5 | 6", "Station | 7 | 8"],
        ),
        (
            "epidemic,year,death_toll_estimate\nPox,1520,5000000\nFever,1793,5000\n",
            "title killed",
            &["Pox | 5000000", "Fever | 5000"],
        ),
        // Civilians are some of the dead where soldiers are counted too, and all that is known where they are not.
        (
            "clash,date,deaths_civilians,deaths_soldiers\nDawn,2001-01-01,1,20\nDusk,2001-01-02,2,30\n",
            "title killed",
            &["Dawn | ", "Dusk | "],
        ),
        (
            "airstrike title,date,Civilians reported killed\nDawn,2001-01-01,1\nDusk,2001-01-02,Unknown\n",
            "title killed",
            &["Dawn | 1", "Dusk | "],
        ),
        // A total may hold what came of the event too.
        (
            "quake,date,Deaths,Total Deaths\nNorth,2001-01-01,1,20\nSouth,2001-01-02,2,30\n",
            "title killed",
            &["North | 1", "South | 2"],
        ),
        // Some of the dead, and houses, are not the dead.
        (
            "raid,date,officers_killed,houses_lost\nDawn,2001-01-01,1,20\nDusk,2001-01-02,2,30\n",
            "title killed",
            &["Dawn | ", "Dusk | "],
        ),
    ];
    check(CASES);
}

#[test]
fn actors_are_those_who_take_part() {
    const CASES: &[Case] = &[
        (
            "date,skirmish,Side A,Side B,age_group\n2001-01-01,Ford,Army,Rebels,adult\n2001-01-02,Pass,Guard,Rioters,adult\n",
            "title actors",
            &["Ford | Army; Rebels", "Pass | Guard; Rioters"],
        ),
        (
            "date,assassination,Perpetrator Group,Disaster Group\n2001-01-01,Mayor,Front,none\n2001-01-02,Judge,Band,none\n",
            "title actors",
            &["Mayor | Front", "Judge | Band"],
        ),
    ];
    check(CASES);
}

#[test]
fn places_from_the_narrowest_to_the_widest() {
    const CASES: &[Case] = &[
        (
            "protest,date,Province,District,Village,Country Name\nMarch,2001-01-01,North,East,Hill,Examplia\nSit-in,2001-01-02,South,West,Dale,Examplia\n",
            "title location country",
            &["March | Hill, East, North | Examplia", "Sit-in | Dale, West, South | Examplia"],
        ),
        (
            "date,crash,locName,stateName\n2001-01-01,Bus,Pass of Sample,Otherland\n2001-01-02,Train,Port Sample,Examplia\n",
            "title location country",
            &["Bus | Pass of Sample | Otherland", "Train | Port Sample | Examplia"],
        ),
        (
            "year,region,country,coup\n1960,Africa,Examplia,First\n1961,Asia,Otherland,Second\n1962,Africa,Thirdland,Third\n",
            "title location country",
            &["First |  | Examplia", "Second |  | Otherland", "Third |  | Thirdland"],
        ),
        (
            "date,site_description,lat,lng,incident\n2001-01-01,Off the north cape,10.5,20.25,Boarding\n2001-01-02,In the roads of Sample,11.5,21.25,Theft\n",
            "title location latitude longitude",
            &["Boarding | Off the north cape | 10.5 | 20.25", "Theft | In the roads of Sample | 11.5 | 21.25"],
        ),
        (
            "massacre,date,Site,State Governor at the Time,gadm.adm0\nHill,2001-01-01,Upper Farm,A. Sample,Examplia\nDale,2001-01-02,Lower Farm,B. Sample,Otherland\n",
            "title location country",
            &["Hill | Upper Farm | Examplia", "Dale | Lower Farm | Otherland"],
        ),
        (
            "date,incident,Estimated Coordinates,Flag\n2019-05-06,Mine,\"25.1, 56.4\",Red\n2019-05-07,Tow,\"26.2, 55.3\",Blue\n",
            "title latitude longitude",
            &["Mine | 25.1 | 56.4", "Tow | 26.2 | 55.3"],
        ),
    ];
    check(CASES);
}
