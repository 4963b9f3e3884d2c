"""Given and family names from many languages. Where letters are not Latin, the spelling for addresses follows `=`."""

# Three lines each: how common here (negative: the family name comes first), given names, family names.
CULTURES = """
12
Alice, Amelia, Charlotte, Daniel, Edward, Emily, Florence, George, Hannah, Harry, Isaac, Jack, Lucy, Martha, Nathan, Olivia, Rebecca, Samuel, Thomas, William, Zoë, Chloë, Beatrice, Toby
Ashworth, Barker, Brown, Carter, Davies, Ellison, Fletcher, Green, Harrison, Jackson, King, Lawson, Mitchell, Newton, Palmer, Reed, Shaw, Taylor, Turner, Walker, Watson, Whitfield, Wright, Young
5
Aoife, Ciarán, Conor, Eilidh, Eoin, Fiona, Gráinne, Hamish, Isla, Niamh, Oisín, Rory, Saoirse, Seán, Siobhán
O’Brien, O'Connor, O’Neill, O'Sullivan, MacDonald, McCarthy, McGregor, Byrne, Fraser, Gallagher, Kelly, Murphy, Nolan, Ó Briain, Ní Dhomhnaill, Quinn
2
Angharad, Bronwen, Carys, Dylan, Gethin, Gwen, Huw, Llŷr, Rhiannon, Siân, Siôn, Tomos
ap Rhys, Bowen, Evans, Griffiths, Hughes, Jones, Llewelyn, Morgan, Powell, Pritchard, Rees, Vaughan
9
Amélie, André, Benoît, Camille, Cécile, Chloé, Élodie, François, Gaëlle, Hélène, Inès, Jérôme, Joël, Léa, Maël, Noémie, Océane, Raphaël, Rémi, Théo, Zoé, Anne-Sophie, Jean-Luc, Marie-Ève
Bernard, Chevalier, D'Amboise, Dubois, Dupré, Durand, Fontaine, Garnier, L’Hôpital, Lefèvre, Lemaître, Marchand, Mercier, Moreau, Noël, Périer, Rousseau, Tréville, Villeneuve, de La Tour
9
Anke, Björn, Christoph, Dörte, Elke, Friederike, Günther, Hannes, Ingrid, Jörg, Jürgen, Käthe, Lukas, Max, Moritz, Nele, Philipp, Renate, Sören, Tobias, Ulrike, Uwe, Wiebke, Zita
Bauer, Böhm, Fischer, Größmann, Hoffmann, Jäger, Krüger, Lindner, Müller, Neumann, Öztürk, Pfeiffer, Richter, Schäfer, Schröder, Strauß, Vogel, von Bergen, Wagner, Weiß
4
Annelies, Bram, Daan, Femke, Fleur, Guus, Joris, Lieke, Maarten, Noor, Pieter, Roos, Sanne, Sjoerd, Thijs, Zoë
Bakker, de Groot, de Vries, Hendriks, Jansen, Kuiper, 't Hart, ter Horst, van den Berg, van der Meer, van Dijk, Visser, Vermeulen, Willems
8
Álvaro, Ana, Andrés, Begoña, Carmen, Concepción, Diego, Elena, Íñigo, Inés, Javier, José, Lucía, Marisol, Martín, Mónica, Nuria, Óscar, Pilar, Raúl, Rocío, Sofía, Tomás, Ximena
Álvarez Castro, Cortés, Díaz, Fernández Ortiz, García, Gómez Ibáñez, Gutiérrez, Hernández, Ibáñez, Jiménez, López Peña, Martínez, Muñoz, Núñez Soto, Pérez, Quiñones, Ramírez Vega, Rodríguez, Sánchez, Yáñez
6
Afonso, Beatriz, Caetano, Conceição, Duarte, Fábio, Gonçalo, Inês, João, Joaquim, Letícia, Luísa, Márcia, Mário, Natália, Patrícia, Rui, Simão, Tânia, Vitória
Almeida, Araújo, Barbosa, Conceição, Costa e Silva, da Cunha, dos Santos, Esteves, Falcão, Guimarães, Lourenço, Magalhães, Nóbrega, Oliveira, Pacheco, Simões, Teixeira, Vasconcelos
6
Alessia, Beatrice, Chiara, Dario, Davide, Elisa, Fabrizio, Federica, Giulia, Lorenzo, Ludovica, Matteo, Nicolò, Noemi, Ottavia, Paolo, Rosalia, Silvia, Stefano, Viola
Bianchi, Colombo, Conti, D'Angelo, Dell'Acqua, De Santis, Esposito, Ferrari, Galli, Lo Presti, Marchetti, Moretti, Nicolò, Pellegrini, Ricci, Romano, Sartori, Villa
3
Agnieszka, Bożena, Danuta, Elżbieta, Ewa, Grażyna, Joanna, Julia, Małgorzata, Oliwia, Róża, Zofia
Dąbrowska, Gołębiowska, Jabłońska, Kowalczyk, Krawczyk, Łukasik, Nowak, Ostrowska, Pawlak, Wójcik, Wróbel, Żak
3
Bartłomiej, Grzegorz, Jakub, Krzysztof, Łukasz, Maciej, Michał, Paweł, Radosław, Stanisław, Tomasz, Zbigniew
Adamczyk, Gąsior, Górski, Kamiński, Kaźmierczak, Kowalski, Lewandowski, Mazur, Śliwa, Szczepański, Woźniak
3
Alžběta, Anežka, Božena, Eliška, Jiřina, Kateřina, Lenka, Markéta, Šárka, Tereza, Zdeňka, Žofie
Benešová, Černá, Dvořáková, Horáčková, Kučerová, Marečková, Nováková, Růžičková, Svobodová, Veselá, Zemanová
2
Bořek, Dušan, František, Jiří, Ľubomír, Matúš, Miloš, Ondřej, Přemysl, Tomáš, Václav, Zdeněk
Beneš, Čapek, Dvořák, Hájek, Kováč, Kříž, Malý, Němec, Šimko, Štěpánek, Urban, Žižka
-3
Ágnes, Balázs, Csaba, Dóra, Erzsébet, Gábor, Győző, Ilona, Jenő, Kinga, László, Őrs, Réka, Szilvia, Tünde, Zsófia
Balogh, Bőr, Fehér, Horváth, Juhász, Kertész, Kovács, Molnár, Nagy, Németh, Szabó, Székely, Szűcs, Török, Tóth
3
Andreea, Bogdan, Călin, Crina, Doina, Ionuț, Ilinca, Mădălina, Mihai, Ștefan, Tudor, Viorica
Albu, Bălan, Ciobanu, Dragomir, Enăchescu, Ionescu, Lungu, Măcelaru, Popescu, Rădulescu, Șerban, Țurcanu
4
Ayşe, Barış, Büşra, Çağla, Deniz, Doğan, Emre, Gökçe, Gülşen, Hakan, İpek, Işıl, Merve, Ömer, Özge, Şükrü, Tuğba
Akgün, Aydın, Çelik, Demir, Doğan, Güneş, Kaya, Kılıç, Öztürk, Polat, Şahin, Taşçı, Uçar, Yıldız, Yılmaz
4
Åsa, Björn, Elsa, Freja, Göran, Gunnar, Håkan, Inger, Jörgen, Kerstin, Linnéa, Märta, Nils, Örjan, Pär, Saga
Åkesson, Bergström, Dahlgren, Ekström, Forsberg, Hägg, Järvelä, Lindqvist, Lönn, Nyström, Öberg, Sjöberg, Söderlund, Wallin
4
Åse, Astrid, Bjørn, Eirik, Frøya, Gry, Håvard, Ingeborg, Jørgen, Kåre, Lærke, Maja, Øystein, Rasmus, Sigrid, Søren, Thorbjørn, Tuva
Aasen, Andersen, Bakke, Bjørnstad, Bøe, Christensen, Dæhlie, Grønning, Haugen, Kjær, Møller, Nygård, Ødegård, Østergaard, Rasmussen, Sørensen
3
Aino, Eero, Helmi, Ilmari, Juhani, Kaisa, Outi, Päivi, Pekka, Säde, Sanna, Toivo, Väinö, Yrjö
Hämäläinen, Heikkinen, Järvinen, Koskinen, Laitinen, Mäkelä, Mäkinen, Niemi, Pöyry, Räsänen, Saarinen, Väyrynen
1
Ásdís, Bergþóra, Birkir, Eyþór, Guðrún, Hólmfríður, Ísak, Jökull, Kristín, Ragnheiður, Sæmundur, Þórdís, Þorsteinn
Blöndal, Briem, Hafstein, Möller, Nordal, Thoroddsen, Waage, Zoëga, Þormar
2
Agnė, Ādams, Dzintars, Eglė, Gintarė, Ieva, Jānis, Kärt, Līga, Õie, Rūta, Šarūnas, Tõnu, Ülle, Žydrė
Bērziņš, Kalniņš, Kask, Kukk, Lepik, Liepiņa, Mägi, Ozols, Põder, Rebane, Saks, Tamm, Vītols, Žukas
3
Ana, Andrija, Božidar, Đurđa, Hrvoje, Iva, Jasna, Krešimir, Ljiljana, Marko, Nataša, Petra, Šime, Tomislav, Željka
Babić, Čović, Đurić, Horvat, Jurić, Kovačević, Krleža, Marić, Novak, Perković, Šarić, Vuković, Žanić
-4
Ánh, Bảo, Cường, Diễm, Dũng, Đức, Hạnh, Hương, Khánh, Lan, Linh, Mỹ Duyên, Ngọc, Phương, Quỳnh, Thảo, Tuấn, Xuân
Bùi, Đặng, Đỗ, Dương, Hoàng, Huỳnh, Lê, Lý, Ngô, Nguyễn, Nguyễn Thị, Phạm, Phan, Trần, Trần Văn, Võ, Vũ
5
Adébáyọ̀, Amarachi, Babátúndé, Chidi, Chinedu, Ebele, Fọláṣadé, Ifeoma, Kẹ́hìndé, Ngozi, Obinna, Olúwaṣeun, Táíwò, Uchechi, Yétúndé, Zainab
Abiodun, Adéyẹmí, Afọlábí, Akínyẹmí, Balogun, Chukwu, Eze, Ìgè, Nwosu, Obi, Ògúnbọ̀wálé, Okafor, Okonkwo, Olátúnjí, Onwudiwe, Uzoma
3
Abena, Adwoa, Akosua, Efua, Kofi, Kwabena, Kwame, Yaa, Achieng, Atieno, Baraka, Makena, Njeri, Wanjirũ, Zawadi
Addo, Appiah, Asante, Boateng, Mensah, Osei, Owusu, Kamau, Kĩmani, Mũthoni, Mwangi, Ng'ang'a, Njoroge, Ochieng, Otieno, Wambui
2
Abebe, Almaz, Dawit, Hiwot, Mulu, Selam, Tesfaye, Tsion, Nomvula, Sipho, Thandiwe, Thulani, Zanele
Alemu, Bekele, Desta, Haile, Kebede, Tadesse, Dlamini, Khumalo, Mahlangu, Mokoena, Nkosi, Zulu, du Plessis, van Wyk
1
Anahera, Aroha, Hēmi, Kāhu, Mānuka, Ngaio, Rāwiri, Tāne, Kaʻiulani, Keola, Leilani, Makoa
Kāretu, Ngata, Paraone, Rāpata, Tūhoe, Wiremu, Kahananui, Kaleʻa, Mahoe, Nāone
10
Aarav, Aditi, Ananya, Arjun, Deepa, Farhan, Gurpreet, Harini, Ishaan, Jaya, Kabir, Kavitha, Lakshmi, Meera, Nikhil, Pooja, Priya, Rahul, Ritu, Rohan, Sanjay, Simran, Vikram, Yash
Agarwal, Banerjee, Bhatt, Chatterjee, Chopra, Das, Desai, Fernandes, Ghosh, Gupta, Iyer, Joshi, Kaur, Khan, Kumar, Mehta, Mukherjee, Nair, Patel, Rao, Reddy, Sharma, Singh, Subramaniam
-8
Chen, Fang, Hao, Jiayi, Jing, Jun, Lei, Lili, Mei, Ming, Na, Qiang, Ting, Wei, Xia, Xiaoming, Xinyi, Yan, Yang, Yuxuan, Zihan, Zixuan, Lüyue, Nüying
Cai, Chen, Deng, Feng, Gao, Guo, He, Huang, Li, Lin, Liu, Lü, Ma, Ouyang, Peng, Qian, Song, Sun, Tang, Wang, Wu, Xu, Zhang, Zhao
5
Eun-ji, Ha-eun, Hyun-woo, Jae-won, Ji-ho, Ji-woo, Min-jun, Min-seo, Seo-yeon, Seung-hyun, Soo-jin, Yoon-ah
Ahn, Bae, Choi, Han, Hong, Jang, Jeong, Kang, Kim, Lee, Lim, Moon, Park, Seo, Shin, Yoon
4
Agus, Ayu, Budi, Dewi, Dian, Eko, Fitri, Gita, Indah, Joko, Kartika, Lestari, Made, Nur, Putri, Rizky, Siti, Wayan
Gunawan, Halim, Hidayat, Kusuma, Nugroho, Pratama, Purnomo, Rahman, Santoso, Setiawan, Siregar, Susanto, Wibowo
4
Abdulrahman, Aisha, Amina, Fatima, Hassan, Hiba, Ibrahim, Khalid, Layla, Mariam, Mustafa, Nadia, Noura, Omar, Rania, Salma, Samir, Tariq, Yusuf, Zahra
Abdallah, Al-Ansari, Al-Hashimi, Bakr, Ben Youssef, El Amrani, El-Sayed, Haddad, Hamdan, Khoury, Mansour, Nasser, Qasim, Saleh, Shaheen
2
Γιώργος=giorgos, Ελένη=eleni, Δημήτρης=dimitris, Σοφία=sofia, Κωνσταντίνος=konstantinos, Αικατερίνη=aikaterini, Νίκος=nikos, Ιωάννα=ioanna, Θανάσης=thanasis, Χρυσή=chrysi
Παπαδοπούλου=papadopoulou, Αλεξίου=alexiou, Δημητρίου=dimitriou, Γεωργίου=georgiou, Οικονόμου=oikonomou, Σταύρου=stavrou, Νικολάου=nikolaou, Ψαρρού=psarrou
2
Олена=olena, Андрій=andrii, Тарас=taras, Оксана=oksana, Юрій=yurii, Наталія=nataliia, Богдан=bohdan, Соломія=solomiia, Євген=yevhen, Ігор=ihor
Шевченко=shevchenko, Коваленко=kovalenko, Бондаренко=bondarenko, Ткаченко=tkachenko, Лисенко=lysenko, Ґудзь=gudz, Мельник=melnyk, Кравець=kravets
1
Мария=maria, Иван=ivan, Елена=elena, Дмитрий=dmitry, Анна=anna, Алексей=alexey, Цветана=tsvetana, Георги=georgi
Черных=chernykh, Гончар=gonchar, Белых=belykh, Щерба=shcherba, Мороз=moroz, Бойко=boyko
-2
花子=hanako, 太郎=taro, 陽菜=hina, 蓮=ren, 結衣=yui, 大翔=hiroto, さくら=sakura, 健=ken, 美咲=misaki, 翔太=shota, 葵=aoi, 直樹=naoki
佐藤=sato, 鈴木=suzuki, 高橋=takahashi, 田中=tanaka, 伊藤=ito, 渡辺=watanabe, 山本=yamamoto, 中村=nakamura, 小林=kobayashi, 加藤=kato
-1
민준=minjun, 서연=seoyeon, 지우=jiwoo, 하은=haeun, 도윤=doyun, 수빈=subin
김=kim, 이=lee, 박=park, 최=choi, 정=jung, 강=kang, 남궁=namgung
-1
伟=wei, 芳=fang, 秀英=xiuying, 磊=lei, 静=jing, 欣怡=xinyi, 子轩=zixuan
王=wang, 李=li, 张=zhang, 刘=liu, 陈=chen, 杨=yang, 欧阳=ouyang, 司馬=sima
2
أحمد=ahmad, فاطمة=fatima, ليلى=layla, محمد=mohamed, مريم=mariam, يوسف=yousef, نور=noor, خالد=khaled, سلمى=salma, عمر=omar
الأنصاري=alansari, حداد=haddad, خوري=khoury, المصري=almasri, منصور=mansour, ناصر=nasser, العلي=alali
1
אביגיל=avigail, דוד=david, יעל=yael, משה=moshe, נועה=noa, רחל=rachel, שירה=shira, תמר=tamar
כהן=cohen, לוי=levi, מזרחי=mizrahi, פרץ=peretz, אזולאי=azoulay, שפירא=shapira
1
आरव=aarav, अनन्या=ananya, दीपा=deepa, कबीर=kabir, मीरा=meera, रोहन=rohan
शर्मा=sharma, पटेल=patel, गुप्ता=gupta, सिंह=singh, जोशी=joshi, राव=rao
1
กนกวรรณ=kanokwan, ธนพล=thanaphon, พิมพ์ชนก=phimchanok, สมชาย=somchai, อรทัย=orathai
ศรีสุข=srisuk, แสงทอง=saengthong, วงศ์สวัสดิ์=wongsawat, จันทร์เพ็ญ=chanphen
"""
